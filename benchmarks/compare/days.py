"""A day on which everything happens, and how long a start takes: figures of which nothing is promised."""

from collections.abc import Iterator
from typing import Any

from benchmarks.compare.markdown import shown
from benchmarks.compare.spread import Spread, spread

SAYS = """The mixed day: {pages} open pages over {rooms} rooms, most of them hidden; people write, type, react and
reload. A cold start is the first in an empty directory, with nothing compiled; a warm one finds rooms and messages. Of
what has no bound nothing is promised.

"""

Record = dict[str, Any]


def says(record: Record) -> str:
    """Return what readers must know of those rows; empty if none was measured."""
    day = _part(record, "mixed_day")
    return SAYS.format(**day) if day.get("posts") else ""


def rows(record: Record) -> Iterator[tuple[str, str]]:
    """Yield what was measured, and the figure."""
    day, starts = _part(record, "mixed_day"), _part(record, "starting")
    if day.get("posts"):
        memory = day["memory_mb"]
        yield "mixed day: the server's share of a core", _alone(day["core_percent"], " %")
        yield "mixed day: p50 from a post to a page that is seen", _alone(day["latency_p50_ms"], " ms")
        yield "mixed day: p99", _alone(day["latency_p99_ms"], " ms")
        yield "mixed day: memory at its end beyond that after a tenth of it", _alone(memory[-1] - memory[0], " MB")
    if starts.get("cold_s"):
        yield "cold start, until it is ready", shown(spread(starts["cold_s"]), " s")
        yield "warm start, until it is ready", shown(spread(starts["warm_s"]), " s")


def _part(record: Record, name: str) -> Record:
    found: Record = record["parts"].get(name, {})
    return found


def _alone(value: float | None, unit: str) -> str:
    return shown(None if value is None else Spread(value, value, value), unit)
