"""The pages of a room that have all of it, show its end, and whose people read what comes: nearly all that are in view.

What is new goes to all of them as one frame, and no page is asked about it (`pages/nicegui_patches/multicast.py`).
Whatever is not merely the next message is told to each page by itself, which joins again with the next one it takes.
In a flood nearly every frame begins a chunk: their windows move along, and they stay together (a tenth of a post,
`docs/decisions/0079-together-in-a-flood.md`).
"""

from typing import Protocol

import structlog

from pages.nicegui_patches.direct_outbox import DirectOutbox
from pages.nicegui_patches.multicast import Member, MulticastGroup
from pages.room.timeline.change import Change
from pages.room.timeline.window import AHEAD, Window

log = structlog.get_logger(__name__)


class LiveView(Member, Protocol):
    """What shows the room on one of the pages."""

    window: Window

    def advance(self, top: int) -> None:
        """Move the window along, as chunks have begun up to this one."""


class LiveMulticast:
    """Those pages, ``pages`` by their outboxes. All of them have been told of the version before the next change."""

    def __init__(self) -> None:
        self._group = MulticastGroup[LiveView]()
        self.pages = self._group.members
        self._low = self._top = 0  # the chunks that all of them show

    def join(self, outbox: DirectOutbox, view: LiveView) -> bool:
        """Tell a page what comes together with the others, if it shows the room's end; says whether that will be."""
        window = view.window
        if not self.pages:
            self._low, self._top = window.low, window.newest
        if not window.is_attached or window.newest != self._top or not self._group.join(outbox, view):
            return False
        self._low = max(self._low, window.low)
        return True

    def leave(self, outbox: DirectOutbox) -> None:
        """Tell a page by itself what comes. Leaving twice is no error."""
        self._group.leave(outbox)

    def prepare(self, lowest: int, top: int, *, is_plain: bool) -> None:
        """Let all pages go, unless a change is one that they can be told together: in chunks that all of them show."""
        if not is_plain or lowest < self._low or top - self._top > AHEAD:
            self._group.dissolve()
        elif top > self._top:
            self._advance(top)

    def _advance(self, top: int) -> None:
        """Move all windows along; a page that no longer shows the room's end goes."""
        self._top = top
        for outbox, view in list(self.pages.items()):
            try:
                view.advance(top)
            except Exception:  # the others are to see it all the same
                log.exception("window not moved")
            self._low = max(self._low, view.window.low)
            if not view.window.is_attached or view.window.newest != top:
                self._group.leave(outbox)

    def tell(self, change: Change) -> None:
        """Tell them of a change that they were prepared for."""
        self._group.write(change.whole)
