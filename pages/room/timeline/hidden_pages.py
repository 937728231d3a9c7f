"""A room's pages that nobody sees, in tabs behind others: what they show is brought up to date rarely, for all at once.

A message then costs each of them what it costs a page elsewhere, the mark of what is unread; before, it was that, the
message by itself, and a button that nobody saw. A page that is seen again has everything at once.
"""

import asyncio
from collections.abc import Callable, Iterator
from itertools import chain
from weakref import WeakMethod

from pages.nicegui_patches.frames import Elements
from pages.room.timeline.change import Change, PageView
from pages.room.timeline.new_messages import NewMessages

FIRST = 0.1  # seconds until the first change after a while is shown: as its mark is
PAUSE = 10.0  # seconds between two times
MOST = 200  # changes or messages that are kept; with more it is time, however short the pause was


class Resting:
    """Those pages, and the changes that not all of them have.

    ``since``: a method that returns what differs from a version in a range of chunks; its object, which has this, is
    not held. ``on_due``: called when it is time for `shown`.
    """

    def __init__(self, since: Callable[[int, int, int], Elements], on_due: Callable[[], None]) -> None:
        self._since, self._on_due = WeakMethod(since), on_due  # of the room that has this
        self.views: dict[PageView, int] = {}  # those that rest → the version that each has
        self._changes: list[Change] = []
        self._posted = 0
        self._is_urgent = False
        self._timer: asyncio.TimerHandle | None = None
        self._shown_at = -PAUSE  # by the loop's clock

    def lacks(self, chunk: int) -> bool:
        """Say whether some of these pages may still have to be shown this chunk."""
        return any(change.lowest <= chunk for change in self._changes)

    def add(self, view: PageView, version: int) -> None:
        """Let a page rest, which has been shown this version."""
        self.views[view] = version

    def remove(self, view: PageView) -> Change | None:
        """Let a page rest no more; returns what it has missed. Without effect on one that doesn't rest."""
        missed = self._missed(self.views.pop(view)) if view in self.views else None
        if not self.views:
            self._forget()
        return missed

    def put_off(self, change: Change) -> None:
        """Keep a change for the pages that rest."""
        self._changes.append(change.emptied())  # an edit of an old message is a whole chunk
        self._posted += len(change.posted)
        is_full = max(len(self._changes), self._posted) >= MOST
        if self._timer is None or (is_full and not self._is_urgent):
            self._wait(is_urgent=is_full)

    def shown(self) -> Iterator[tuple[PageView, Change]]:
        """Yield what each page has missed, the same to all that have the same version; they have it from then on."""
        self._shown_at = asyncio.get_running_loop().time()
        missed: dict[int, Change | None] = {}
        for view, version in list(self.views.items()):
            if version not in missed:
                missed[version] = self._missed(version)
            if (change := missed[version]) is not None and view in self.views:
                self.views[view] = change.version
                yield view, change
        self._forget()

    def _wait(self, *, is_urgent: bool) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop, self._is_urgent = asyncio.get_running_loop(), is_urgent
        pause = 0.0 if is_urgent else max(FIRST, self._shown_at + PAUSE - loop.time())
        self._timer = loop.call_later(pause, self._on_due)

    def _missed(self, version: int) -> Change | None:
        changes, since = [change for change in self._changes if change.version > version], self._since()
        if not changes or since is None:
            return None
        touched = min(change.lowest for change in changes), max(change.highest for change in changes)
        posted = NewMessages(chain.from_iterable(change.posted for change in changes))
        newest = changes[-1]
        return Change(version, newest.version, *touched, newest.top, since(version, *touched), posted)

    def _forget(self) -> None:
        self._changes.clear()
        self._posted = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
