"""Which messages of a room don't count as unread: deleted ones, and lines in which Chatapp says what happened.

The database says so at a revision of the room; news come later, twice, or in another order than they happened in.
"""

from collections.abc import Iterable, Mapping


class Uncounted:
    """What one page knows of a room. ``numbers``: the messages that don't count, as of the room's ``revision``."""

    def __init__(self, numbers: Iterable[int], revision: int) -> None:
        self._revision = revision
        self._known = dict.fromkeys(numbers, (revision, False))  # number → since which revision, whether it counts

    def __contains__(self, number: int) -> bool:
        return not self._known.get(number, (0, True))[1]

    def know(self, numbers: Iterable[int], revision: int) -> None:
        """Take over what the database says; news that are later than it stay."""
        later = {number: one for number, one in self._known.items() if one[0] > revision}
        self._revision = revision
        self._known = dict.fromkeys(numbers, (revision, False)) | later

    def hear(self, counting: Mapping[int, tuple[int, bool]]) -> None:
        """Learn, by number, since which revision messages count or don't; what is known to be newer stays."""
        for number, (revision, counts) in counting.items():
            since, _ = self._known.get(number, (self._revision, True))
            if revision > since:
                self._known[number] = (revision, counts)

    def after(self, number: int) -> int:
        """Return how many messages after this one don't count."""
        return sum(not counts and one > number for one, (_, counts) in self._known.items())

    def forget(self, number: int) -> None:
        """Keep nothing of the messages up to this one: they have been read."""
        if self._known and min(self._known) <= number:
            self._known = {one: known for one, known in self._known.items() if one > number}
