"""A day on which everything happens, and how long a start takes: for the results, as they are."""

from typing import Any

from benchmarks.compare.markdown import shown, table
from benchmarks.compare.spread import Spread, spread

SAYS = """{pages} open pages over {rooms} rooms, most of them hidden; people write, type, react and reload.
A cold start is the first in an empty directory, with nothing compiled; a warm one finds rooms and messages.

"""

Record = dict[str, Any]


def section(record: Record) -> str:
    """Return the table; empty if it was not measured."""
    day, starts = (record["parts"].get(name, {}) for name in ("mixed_day", "starting"))
    if not day.get("posts") or not starts.get("cold_s"):
        return ""
    memory = day["memory_mb"]
    rows = [
        ("mixed day: the server's share of a core", _alone(day["core_percent"], " %")),
        ("mixed day: p50 from a post to a page that shows its room", _alone(day["latency_p50_ms"], " ms")),
        ("mixed day: p99", _alone(day["latency_p99_ms"], " ms")),
        ("mixed day: memory at its end beyond that after a tenth of it", _alone(memory[-1] - memory[0], " MB")),
        ("cold start, until it is ready", shown(spread(starts["cold_s"]), " s")),
        ("warm start, until it is ready", shown(spread(starts["warm_s"]), " s")),
    ]
    return "## A mixed day, and starts\n\n" + SAYS.format(**day) + table(("", "measured"), rows)


def _alone(value: float, unit: str) -> str:
    return shown(Spread(value, value, value), unit)
