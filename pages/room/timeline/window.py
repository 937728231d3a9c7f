"""Which chunks of a room one page shows: a range of bounded length anywhere in it.

A window is *attached* while it includes the newest chunk: it grows with the room. Otherwise it stays as it is.
"""

from collections.abc import Callable, Sequence

from pages.room.timeline.new_messages import NewMessages

MAX_CHUNKS = 12  # chunks a page shows at most
SLACK = 3  # chunks that come live before the oldest are removed: each removal costs the page a frame of its own
NEAR = 8  # chunks from the newest, within which a reader has what comes
AHEAD = 20  # chunks to come that an attached page reserves space for at once

OnPosted = Callable[[NewMessages], None]


class Window:
    """A page's chunks, from ``low`` to ``last``; ``high`` is the last one that space is reserved for.

    ``reading_at``: the chunk its reader looks at; None: at the room's end.
    """

    def __init__(self) -> None:
        self.low, self.newest = 0, 0
        self.last = self.high = 0
        self.is_attached = True  # whether the page shows whatever comes
        self.reading_at: int | None = None
        self.reserved = range(0)
        self._span(0, None, 0)

    @property
    def chunks(self) -> range:
        """The chunks shown."""
        return range(self.low, self.last + 1)

    @property
    def needs_reserving(self) -> bool:
        """Whether space must be reserved for chunks to come, or released."""
        is_short = self.is_attached and self.newest + AHEAD // 2 >= self.reserved.stop
        is_long = not self.is_attached and self.high + 1 < self.reserved.stop
        return is_short or is_long or self.low != self.reserved.start

    def show_range(self, low: int, high: int | None, newest: int) -> None:
        """Show these chunks; without ``high``, or if that is the newest, whatever comes as well."""
        self._span(low, None if high is None or high >= newest else high, newest)
        self.reserve()

    def advance(self, newest: int) -> Sequence[int]:
        """Note that new chunks have begun; returns the chunks to remove: those far from the reader."""
        if not self.is_attached or newest - self.low + 1 <= MAX_CHUNKS + SLACK:
            self._span(self.low, None if self.is_attached else self.last, newest)
            return ()
        low = self.low
        if self.reading_at is None or newest - self.reading_at < NEAR:
            self._span(newest - MAX_CHUNKS + 1, None, newest)
        else:  # many may have come at once: what is read stays
            first = max(low, self.reading_at - NEAR + 1)
            self._span(first, first + MAX_CHUNKS - 1, newest)
        return [index for index in range(low, newest + 1) if index not in self.chunks]

    def reserve(self) -> None:
        """Reserve space for the chunks shown, and for those that come next."""
        self.reserved = range(self.low, self.high + 1)

    def _span(self, low: int, last: int | None, newest: int) -> None:
        """Set the chunks from ``low`` to ``last``; None: attached to the newest."""
        self.low, self.newest, self.is_attached = low, newest, last is None
        self.last = newest if last is None else last
        self.high = newest + AHEAD if last is None else last
