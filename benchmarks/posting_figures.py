"""What `benchmarks.posting` says of what it measured."""

import sqlite3
import statistics
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from benchmarks.compare.messages import numbers_in
from benchmarks.deliveries import percentile
from benchmarks.verdict import of_the_database

Outcome = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """What a database of one room holds, in the room's order.

    ``rows``: number and key of each message. ``numbers``: those that stand in the texts. ``times``: when each was
    stored: a group has one time.
    """

    rows: list[tuple[int, str]]
    numbers: list[int]
    times: list[str]

    @classmethod
    def of(cls, data: Path) -> Self:
        """Read it."""
        with closing(sqlite3.connect(data / "chatapp.db")) as connection:
            found = connection.execute(
                "select number, client_message_id, body, created_at from message order by number"
            ).fetchall()
        numbers = [number for _, _, body, _ in found for number in numbers_in(body.encode())]
        return cls([(number, key) for number, key, _, _ in found], numbers, [at for _, _, _, at in found])

    def groups(self, measured: range) -> list[int]:
        """Return how many of these messages were stored at a time."""
        return list(Counter(self.times[measured.start - 1 : measured.stop - 1]).values())


def outcome_of(
    stored: Stored,
    acknowledged: Collection[str],
    *,
    seconds: Sequence[float],
    took: float,
    server_cpu: float | None,
    client_cpu: float,
    measured: range,
    wrong: Sequence[str] = (),
) -> Outcome:
    """Return the figures of one run.

    ``acknowledged``: the keys of all posts that were called durable. ``seconds``: after which each was. ``took``, and
    both CPUs: seconds, of the messages ``measured``. ``wrong``: what pages showed wrongly.
    """
    sizes, posts = stored.groups(measured), len(measured)
    milliseconds = [each * 1e3 for each in seconds]
    return {
        "posts_per_s": posts / took,
        "acknowledged_p50_ms": percentile(milliseconds, 50),
        "acknowledged_p99_ms": percentile(milliseconds, 99),
        "group_size_median": statistics.median(sizes),
        "group_size_largest": max(sizes),
        "server_cpu_us_per_post": None if server_cpu is None else server_cpu * 1e6 / posts,
        "server_cpu_share": None if server_cpu is None else server_cpu / took,
        "client_cpu_share": client_cpu / took,  # with the service alone it is both
        "stored": len(stored.rows),
        "violations": [*of_the_database(stored.rows, acknowledged), *wrong],
    }


def summary(runs: list[Outcome]) -> Outcome:
    """Return the median of each figure, and the lowest and highest of the first."""
    names = [name for name, value in runs[0].items() if isinstance(value, int | float)]
    summary: Outcome = {name: statistics.median(run[name] for run in runs) for name in names}
    rates = [run["posts_per_s"] for run in runs]
    violations = [sentence for run in runs for sentence in run["violations"]]
    return {**summary, "lowest": min(rates), "highest": max(rates), "violations": violations}


def sentences(found: dict[str, Outcome]) -> Iterator[str]:
    """Yield what was measured of each way, and the promises that were broken."""
    for way, figures in found.items():
        yield (
            f"{way:>9}: {figures['posts_per_s']:7,.0f} posts/s "
            f"({figures['lowest']:,.0f} to {figures['highest']:,.0f}), "
            f"acknowledged after {figures['acknowledged_p50_ms']:.1f} ms, p99 {figures['acknowledged_p99_ms']:.1f} ms, "
            f"groups of {figures['group_size_median']:.0f}{_shares(figures)}"
        )
        yield from (f"VIOLATION {way}: {sentence}" for sentence in figures["violations"])


def _shares(figures: Outcome) -> str:
    if figures.get("server_cpu_us_per_post") is None:
        return ""
    return (
        f"; {figures['server_cpu_us_per_post']:.0f} µs of the server's CPU a post, "
        f"server {figures['server_cpu_share']:.0%} of its core, client {figures['client_cpu_share']:.0%}"
    )
