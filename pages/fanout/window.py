"""Which chapters of a room one page shows: the newest, and as many older ones as its reader has asked for."""

from collections.abc import Callable, Sequence

from chatapp.events import MessageView
from pages.board import Board, chapter_of

MOUNTED = 12  # chapters a page keeps without being asked; the oldest go first, and come back on scrolling
AHEAD = 20  # chapters to come that a page makes room for at once
SLACK = 3  # chapters beyond the limit before any goes: each time costs the page a frame of its own

OnNews = Callable[[Sequence[MessageView]], None]


class Window:
    """A page's chapters, from ``low`` to the newest and ``AHEAD`` of it."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.low = 0
        self.newest = board.top
        self.reserved = range(0)
        self._asked_for = 0  # older chapters the reader has scrolled to: they are not taken away again

    @property
    def high(self) -> int:
        """The last chapter shown; there is always room for the next ones."""
        return self.newest + AHEAD

    @property
    def first_number(self) -> int:
        """The lowest number this page shows, or would show."""
        return self._board.start_of(self.low)

    @property
    def is_due(self) -> bool:
        """Whether room must be made for chapters to come."""
        return self.newest + AHEAD // 2 >= self.reserved.stop or self.low != self.reserved.start

    def begin(self, number: int) -> None:
        """Show everything from the chapter of this message on."""
        self.low, self.newest = chapter_of(number), self._board.top
        self.reserve()

    def reach_back(self, number: int) -> range:
        """Show from the chapter of this older message on; returns the chapters that are new to the page."""
        low = chapter_of(number)
        new = range(low, self.low)
        self._asked_for += len(new)
        self.low = min(low, self.low)
        self.reserve()
        return new

    def advance(self, top: int) -> range:
        """Take in that a new chapter has begun; returns the chapters that are to go."""
        self.newest = top
        low = self.low
        if top - low + 1 > MOUNTED + self._asked_for + SLACK:
            self.low = top - MOUNTED - self._asked_for + 1
        return range(low, self.low)

    def reserve(self) -> None:
        """Make room for the chapters that come next."""
        self.reserved = range(self.low, self.newest + AHEAD + 1)
