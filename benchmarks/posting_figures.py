"""What `benchmarks.posting` says of what it measured."""

import statistics
from collections.abc import Iterator
from typing import Any

Outcome = dict[str, Any]


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
