"""Lists that a program goes through, page by page."""

from typing import Final
from uuid import UUID

from chatapp.client.calls import PAGE, Calls
from chatapp.client.models import FoundMessage, Message
from chatapp.client.protocol import Steps

WAIT: Final = 25.0  # seconds that the server waits for a change


class History:
    """Messages of a room, the newest first, page by page: ask `next` until `is_done`."""

    def __init__(self, calls: Calls, room: UUID, *, before: int | None, limit: int | None) -> None:
        self._calls, self._room, self._before, self._left = calls, room, before, limit
        self.is_done = limit == 0

    def next(self) -> Steps[list[Message]]:
        """Return the next page."""
        wanted = PAGE if self._left is None else self._left
        page = yield from self._calls.page(self._room, before=self._before, limit=wanted)
        messages = page.messages[::-1]
        if self._left is not None:
            self._left -= len(messages)
        self.is_done = not page.has_more or not messages or self._left == 0
        self._before = messages[-1].number if messages else None
        return messages


class Changes:
    """What changes in a room from now on, or after a revision: it has no end.

    ``revision``: how far it is; go on from there after a restart, and nothing is lost.
    """

    is_done = False

    def __init__(self, calls: Calls, room: UUID, since: int | None) -> None:
        self._calls, self._room, self.revision = calls, room, since

    def next(self) -> Steps[list[Message]]:
        """Return the messages that changed next, in the order of their changes; maybe none."""
        if self.revision is None:
            self.revision = (yield from self._calls.page(self._room, before=None, limit=1)).revision
        page = yield from self._calls.changes(self._room, self.revision, WAIT)
        self.revision = page.revision
        return page.messages


class Found:
    """What a search finds, page by page: ask `next` until `is_done`. ``is_complete``: nothing was left out so far."""

    def __init__(self, calls: Calls, query: str, *, order: str, limit: int | None) -> None:
        self._calls, self._query, self._order, self._left = calls, query, order, limit
        self._cursor = ""
        self.is_done = limit == 0
        self.is_complete = True

    def next(self) -> Steps[list[FoundMessage]]:
        """Return the next page; it may be empty before the end."""
        page = yield from self._calls.found(self._query, order=self._order, cursor=self._cursor)
        results = page.results if self._left is None else page.results[: self._left]
        if self._left is not None:
            self._left -= len(results)
        self._cursor = page.cursor or ""
        self.is_complete = self.is_complete and page.is_complete
        self.is_done = page.cursor is None or self._left == 0
        return results
