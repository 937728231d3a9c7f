"""Medians and how far the repeats lie apart, of figures and of ratios within one repeat."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Spread:
    """What several repeats measured."""

    median: float
    lowest: float
    highest: float


def spread(values: Iterable[float]) -> Spread:
    """Return the median and the ends of at least one value."""
    found = list(values)
    return Spread(median(found), min(found), max(found))


def ratio(record: dict[str, Any], own: tuple[str, int], other: tuple[str, int], phase: str, name: str) -> Spread | None:
    """Return how often ``other`` (subject, pages) goes into ``own``, repeat by repeat; None without a common repeat."""
    above, below = _by_repeat(record, own, phase, name), _by_repeat(record, other, phase, name)
    found = [above[repeat] / below[repeat] for repeat in above if below.get(repeat)]
    return spread(found) if found else None


def figure(value: float) -> str:
    """Return a value with three digits, or all those before the point."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _by_repeat(record: dict[str, Any], who: tuple[str, int], phase: str, name: str) -> dict[int, float]:
    found = {}
    for cell in record["cells"]:
        if (cell["subject"], cell.get("pages")) == who and (figures := cell[phase] if phase else cell):
            found[cell["repeat"]] = figures[name]
    return {repeat: value for repeat, value in found.items() if value is not None}
