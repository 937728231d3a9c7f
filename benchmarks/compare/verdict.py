"""How often a server, whoever wrote it, lost a message on the way to a page, doubled it, or brought it out of order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Faults:
    """How often a promise was broken, over all pages."""

    lost: int = 0
    duplicated: int = 0
    reordered: int = 0

    def __add__(self, other: "Faults") -> "Faults":
        return Faults(self.lost + other.lost, self.duplicated + other.duplicated, self.reordered + other.reordered)

    def __bool__(self) -> bool:
        return bool(self.lost or self.duplicated or self.reordered)


def judge(stored: Sequence[int], arrived: Sequence[int]) -> Faults:
    """Compare what one page got with what is stored, both in order; what is not stored counts as duplicated."""
    place = {number: index for index, number in enumerate(stored)}
    times = Counter(arrived)
    lost = sum(number not in times for number in stored)
    duplicated = sum(count - (number in place) for number, count in times.items())
    return Faults(lost, duplicated, _reordered([place[number] for number in arrived if number in place]))


def _reordered(places: Sequence[int]) -> int:
    """Count those that came after one that is stored behind them."""
    highest, count = -1, 0
    for place in places:
        count += place < highest
        highest = max(highest, place)
    return count
