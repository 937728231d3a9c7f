"""People, the rooms they are in, and what they do: as many as there are open pages."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

SMALLEST = 3  # people in a room
ONE_BY_ONE = 2000  # the largest rooms each count by themselves; smaller ones of one size together


@dataclass(frozen=True, slots=True)
class Rooms:
    """``count`` rooms of one size. ``members`` have a page open, ``viewers`` look at this very room; posts a second."""

    count: int
    members: int
    viewers: float
    posts: float  # in each of the rooms


@dataclass(frozen=True, slots=True)
class Workload:
    """What people do. Rates are for each person and hour; every person has one page open.

    ``largest``: members of the largest room. ``gathered``: the share of them who look at it just now.
    ``evenness``: how posts follow a room's size: 1: everybody posts alike wherever they are; 0: every room alike.
    ``extra_posts``: a second, in the largest room, on top.
    """

    pages: int
    rooms_each: int = 10
    largest: int = 0
    gathered: float = 0.1
    posts: float = 6.0
    evenness: float = 0.8
    extra_posts: float = 0.0
    switches: float = 10.0
    loads: float = 2.0
    presence_changes: float = 4.0

    @property
    def largest_room(self) -> int:
        """How many are in the largest room: a tenth of everybody, and at least fifty, unless it was said."""
        return min(self.pages, self.largest or max(50, self.pages // 10))

    @property
    def posts_per_s(self) -> float:
        """Posts of all people together."""
        return self.pages * self.posts / 3600 + self.extra_posts

    def rooms(self) -> list[Rooms]:
        """Return rooms of all sizes, the largest first: each page looks at one, and each person is in so many."""
        sizes = list(_sizes(self.largest_room, self.pages * self.rooms_each))
        places = sum(count * size for count, size in sizes)
        first = sizes[0][1] / sizes[0][0] if sizes[0][0] > 1 else sizes[0][1]
        gathered = first * self.gathered
        elsewhere = max(0.0, self.pages - gathered) / max(1, places - first)
        weight = sum(count * size**self.evenness for count, size in sizes)
        own = self.pages * self.posts / 3600 / weight
        found = [Rooms(count, size, size * elsewhere, own * size**self.evenness) for count, size in sizes]
        top = found[0]
        found[0] = Rooms(1, top.members, gathered, top.posts + self.extra_posts)
        return found


def _sizes(largest: int, places: int) -> Iterator[tuple[int, int]]:
    """Yield (how many rooms, of how many people), by Zipf: the n-th has largest / n^s, about so many places in all."""
    exponent = _exponent(largest, places)
    last = _last(largest, exponent)
    singly = min(last, ONE_BY_ONE)
    for rank in range(1, singly + 1):
        yield 1, max(SMALLEST, round(largest / rank**exponent))
    rank = singly
    while rank < last:
        size = max(SMALLEST, round(largest / (rank + 1) ** exponent))
        upto = min(last, max(rank + 1, math.floor((largest / (size - 0.5)) ** (1 / exponent))))
        yield upto - rank, size
        rank = upto


def _last(largest: int, exponent: float) -> int:
    """Return the rank of the last room that is not smaller than the smallest."""
    return max(1, math.floor(math.pow(largest / SMALLEST, 1 / exponent)))


def _exponent(largest: int, places: int) -> float:
    """Return the exponent with which the rooms have so many places together; the steeper, the fewer."""
    low, high = 0.3, 4.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _places(largest, middle) > places else (low, middle)
    return high


def _places(largest: int, exponent: float) -> float:
    last = _last(largest, exponent)
    exact = min(last, 1000)
    found = math.fsum(largest / math.pow(rank, exponent) for rank in range(1, exact + 1))
    if last > exact:  # the rest by the integral
        rest = math.log(last / exact) if math.isclose(exponent, 1) else _integral(exact, last, 1 - exponent)
        found += largest * rest
    return found


def _integral(low: int, high: int, power: float) -> float:
    return (math.pow(high, power) - math.pow(low, power)) / power
