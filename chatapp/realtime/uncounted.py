"""Which messages of a room don't count as unread: deleted ones, and lines in which Chatapp says what happened.

The database says so at a revision of the room; news come later, twice, or in another order than they happened in.
Whoever deletes or pins on and on makes ever more of them, so that a page keeps the first ones and counts the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from chatapp.rooms.unread import NUMBERS, UncountedUnread

MOST = 3 * NUMBERS  # messages that a page keeps before it counts some of them together


@dataclass(slots=True)
class _Known:
    """What is known of one message, since a revision of the room.

    ``was``: whether it is among those that are counted together, as it didn't count before news of revision ``first``;
    0 if that follows from no news.
    """

    since: int
    is_uncounted: bool
    was: bool = False
    first: int = 0


class Uncounted:
    """What one page knows of a room, beginning with what the database says at its ``revision`` and ``last_number``.

    Each message up to ``_edge`` that doesn't count is known by its number; of those after it there are ``_more``, less
    and plus what news say. `is_exact` is false once somebody has read to a place among those: the page then asks again.
    """

    __slots__ = ("_counted_at", "_edge", "_known", "_last", "_more", "_read", "_revision", "is_exact")

    def __init__(self, unread: UncountedUnread, revision: int, last_number: int) -> None:
        self._known: dict[int, _Known] = {}
        self._read = 0  # up to which message
        self._counted_at = 0  # up to which revision news are among those that are counted together
        self.know(unread, revision, last_number)

    def __contains__(self, number: int) -> bool:
        return number in self._known and self._known[number].is_uncounted

    def __len__(self) -> int:
        return len(self._known)

    def know(self, unread: UncountedUnread, revision: int, last_number: int) -> None:
        """Take over what the database says; news that are later than it stay."""
        if revision < self._counted_at:
            return  # news are later that are no longer known singly
        later = {number: one for number, one in self._known.items() if one.since > revision}
        self._revision, self._last, self._more = revision, last_number, unread.more
        self._edge: float = max(unread.first) if unread.more else inf
        self._known = {number: _Known(revision, True) for number in unread.first}
        self._counted_at, self.is_exact = 0, True
        self.forget(self._read)  # which the database may not know of yet
        self.hear({number: (one.since, not one.is_uncounted) for number, one in later.items()})

    def hear(self, counting: Mapping[int, tuple[int, bool]]) -> None:
        """Learn, by number, since which revision messages count or don't; what is known to be newer stays."""
        for number, (revision, counts) in counting.items():
            if number <= self._read:
                continue
            if (one := self._known.get(number)) is None:
                if revision > self._revision:
                    was = counts and self._edge < number <= self._last  # of those, news are the opposite of before
                    self._known[number] = _Known(revision, not counts, was, revision)
            elif revision > one.since:
                one.since, one.is_uncounted = revision, not counts
            elif self._revision < revision < one.first and self._edge < number <= self._last:
                one.was, one.first = counts, revision
        if len(self._known) > MOST:
            self._count_together()

    def after(self, number: float) -> int:
        """Return how many messages after this one don't count; an estimate if it is not `is_exact` to ask so."""
        if not self._known:  # nearly always
            return max(0, self._more_after(number))
        singly = sum(one.is_uncounted for at, one in self._known.items() if at > number)
        start = max(number, self._edge)
        before = sum(one.was for at, one in self._known.items() if at > start)
        return max(0, singly + self._more_after(number) - before)

    def forget(self, number: int) -> None:
        """Keep nothing of the messages up to this one: they have been read."""
        self._read = max(self._read, number)
        if number > self._edge:
            self.is_exact = self.is_exact and number >= self._last
            self._more, self._edge = self._more_after(number), number if number < self._last else inf
        if self._known and min(self._known) <= number:
            self._known = {at: one for at, one in self._known.items() if at > number}

    def go_back(self, number: int) -> None:
        """Note that messages after this one are unread again; which of them don't count, `know` takes over next."""
        self._read = min(self._read, number)

    def _more_after(self, number: float) -> int:
        """Return how many of those after the edge are after this message, too, if they lie evenly."""
        if number <= self._edge or number >= self._last:
            return self._more if number <= self._edge else 0
        return round(self._more * (self._last - number) / (self._last - self._edge))

    def _count_together(self) -> None:
        """Keep the first ones by number, and the latest news of others, which are then among those counted together."""
        first = sorted(number for number, one in self._known.items() if one.is_uncounted)[:NUMBERS]
        edge = min(self._edge, first[-1] if len(first) == NUMBERS else inf)
        self._more, self._edge, self._last = self.after(edge), edge, max(self._last, *self._known)
        singly = {number for number in first if number <= edge}
        others = sorted((number for number in self._known if number not in singly), key=self._since)
        counted, latest = others[:-NUMBERS], others[-NUMBERS:]
        self._revision = self._counted_at = max([self._revision, *map(self._since, counted)])
        for number in latest:
            self._known[number].was, self._known[number].first = number > edge and number in self, 0
        self._known = {number: self._known[number] for number in sorted((*singly, *latest))}

    def _since(self, number: int) -> int:
        return self._known[number].since
