"""Who reads a room's new messages at once: the newest one is in view on one of their pages or more.

Each of them has read a new message when it is shown, which is noted once, for all of their pages. Telling each page of
it, so that it noted that by itself, was an eighth of what a lone message cost (`docs/decisions/0060-….md`).
"""

from collections.abc import Callable

OnRead = Callable[[int], None]  # called with the newest message's number


class LiveReaders:
    """The people who read one room at once, and their pages. ``newest``: the newest message that they have read."""

    def __init__(self) -> None:
        self.newest = 0
        self._people: dict[int, dict[object, OnRead]] = {}  # account → page → how it is noted
        self.pages: dict[object, int] = {}  # page → account

    def enter(self, page: object, account_id: int, on_read: OnRead) -> None:
        """Let a page's person read what comes."""
        self.leave(page)
        self.pages[page] = account_id
        self._people.setdefault(account_id, {})[page] = on_read

    def leave(self, page: object) -> None:
        """A page reads no more of what comes. Leaving twice is no error."""
        if (account_id := self.pages.pop(page, None)) is not None:
            pages = self._people[account_id]
            del pages[page]
            if not pages:
                del self._people[account_id]

    def read(self, number: int) -> None:
        """Note that all of them have read this message, which has been shown."""
        self.newest = max(self.newest, number)
        for pages in list(self._people.values()):
            for on_read in list(pages.values())[:1]:
                on_read(self.newest)
