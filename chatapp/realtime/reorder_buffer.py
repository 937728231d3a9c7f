"""A room's changes that come before those they follow, kept until these are there.

With several processes this is no fault but what usually happens: a process tells its own pages at once, while what
another one has stored just before is still on its way through Redis. The database is asked for it only if it doesn't
come: in a room in which two processes posted, each read most messages again (docs/decisions/0062-two-processes.md).
"""

import asyncio
from collections.abc import Callable
from typing import Final

from chatapp.events import MessageChanged

WAIT: Final = 0.2  # seconds for missing changes to come; Redis needs a few milliseconds, a busy process some tens
MOST: Final = 1_000  # changes that are kept; the database has the others
AT_ONCE: Final = 100  # changes passed on in one turn of the event loop: pages are shown as many in a frame


class ReorderBuffer:
    """Changes that wait for their turn, by revision.

    ``on_waited``: called with the revision that `wait` was given, a moment later; with None after a `pause`.
    """

    def __init__(self, on_waited: Callable[[int | None], None]) -> None:
        self._on_waited = on_waited
        self._kept: dict[int, MessageChanged] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._pausing: asyncio.Handle | None = None
        self._is_closed = False

    def keep(self, event: MessageChanged) -> None:
        """Keep a change; of too many, the first ones."""
        self._kept[event.message.revision] = event
        if len(self._kept) > MOST:
            del self._kept[max(self._kept)]

    def take(self, revision: int) -> MessageChanged | None:
        """Return the change with this revision, if it is there, and forget it; none during a pause."""
        return self._kept.pop(revision, None) if self._pausing is None else None

    def forget(self, revision: int) -> None:
        """Forget all changes up to a revision."""
        self._kept = {number: event for number, event in self._kept.items() if number > revision}

    def clear(self) -> None:
        """Forget all: they show people as they were."""
        self._kept.clear()

    def wait(self, revision: int, *, is_coming: bool) -> None:
        """Wait for what follows a revision, unless something is waited for already; not if nothing is on its way."""
        if self._timer is None and not self._is_closed:
            pause = WAIT if is_coming else 0
            self._timer = asyncio.get_running_loop().call_later(pause, self._waited, revision)

    def pause(self) -> None:
        """Let others have a turn before more is taken: without it, pages moved on past what they had never shown."""
        if not self._is_closed:
            self._pausing = asyncio.get_running_loop().call_soon(self._paused)

    def close(self) -> None:
        """Wait no more."""
        self._is_closed = True
        for handle in (self._timer, self._pausing):
            if handle is not None:
                handle.cancel()

    def _waited(self, revision: int) -> None:
        self._timer = None
        self._on_waited(revision)

    def _paused(self) -> None:
        self._pausing = None
        self._on_waited(None)
