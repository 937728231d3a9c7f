"""Who reads a room's new messages at once: the newest one is in view on one of their pages or more.

All of them have read a new message when it is shown, which is noted once. Telling each page of it, so that it noted
that by itself, was an eighth of what a lone message cost (`docs/decisions/0060-….md`); noting it for each person by
itself was 4 % (`docs/decisions/0066-….md`).
"""

from collections.abc import Callable
from typing import Protocol

OnRead = Callable[[frozenset[int], int], None]  # called with the accounts, and the newest message's number


class Reader(Protocol):
    """One of the pages."""

    def part(self) -> None:
        """Be told of what comes by itself again."""


class LiveReaders:
    """The people who read one room at once, and their pages. ``newest``: the newest message that they have read."""

    def __init__(self) -> None:
        self.newest = 0
        self._people: frozenset[int] | None = None  # the same object as long as they are the same accounts
        self._on_read: OnRead | None = None
        self.pages: dict[Reader, int] = {}  # page → account

    def enter(self, page: Reader, account_id: int, on_read: OnRead) -> None:
        """Let a page's person read what comes. ``on_read``: how it is noted, the same for all pages of the room."""
        self.pages[page], self._on_read, self._people = account_id, on_read, None

    def leave(self, page: Reader) -> None:
        """A page reads no more of what comes. Leaving twice is no error."""
        if self.pages.pop(page, None) is not None:
            self._people = None
            page.part()

    def read(self, number: int) -> None:
        """Note that all of them have read this message, which has been shown."""
        self.newest = max(self.newest, number)
        if self._people is None:
            self._people = frozenset(self.pages.values())
        if self._on_read is not None and self._people:
            self._on_read(self._people, self.newest)
