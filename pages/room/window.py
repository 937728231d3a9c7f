"""Which chapters of a room one page shows: a stretch of bounded length anywhere in it.

A window is *attached* while it includes the newest chapter: it grows with the room. Otherwise it stands still.
"""

from collections.abc import Callable, Sequence

from chatapp.events import MessageView

MOST = 12  # chapters a page shows at most
SLACK = 3  # chapters that come live before the oldest go: each time costs the page a frame of its own
AHEAD = 20  # chapters to come that an attached page makes room for at once

OnNews = Callable[[Sequence[MessageView]], None]


class Window:
    """A page's chapters, from ``low`` to ``last``. ``at``: the one its reader looks at; None: at the room's end."""

    def __init__(self) -> None:
        self.low, self.newest = 0, 0
        self.at: int | None = None
        self.reserved = range(0)
        self._end: int | None = None  # the last chapter of a window that is not attached

    @property
    def is_attached(self) -> bool:
        """Whether the page shows whatever comes."""
        return self._end is None

    @property
    def last(self) -> int:
        """The last chapter shown."""
        return self.newest if self._end is None else self._end

    @property
    def high(self) -> int:
        """The last chapter there is room for."""
        return self.newest + AHEAD if self._end is None else self._end

    @property
    def chunks(self) -> range:
        """The chapters shown."""
        return range(self.low, self.last + 1)

    @property
    def is_due(self) -> bool:
        """Whether room must be made for chapters to come, or taken away."""
        is_short = self.is_attached and self.newest + AHEAD // 2 >= self.reserved.stop
        is_long = not self.is_attached and self.high + 1 < self.reserved.stop
        return is_short or is_long or self.low != self.reserved.start

    def place(self, low: int, high: int | None, newest: int) -> None:
        """Show these chapters; without ``high``, or if that is the newest, whatever comes as well."""
        self.low, self.newest = low, newest
        self._end = None if high is None or high >= newest else high
        self.reserve()

    def advance(self, newest: int) -> range:
        """Take in that a new chapter has begun; returns the chapters that are to go: those far from the reader."""
        self.newest = newest
        if not self.is_attached or newest - self.low + 1 <= MOST + SLACK:
            return range(0)
        if self.at is None or 2 * self.at >= self.low + newest:
            gone = range(self.low, newest - MOST + 1)
            self.low = gone.stop
        else:
            self._end = self.low + MOST - 1
            gone = range(self._end + 1, newest + 1)
        return gone

    def reserve(self) -> None:
        """Make room for the chapters shown, and for those that come next."""
        self.reserved = range(self.low, self.high + 1)
