"""How figures and tables are written."""

from collections.abc import Iterable, Sequence

from benchmarks.compare.spread import Spread, figure


def shown(value: Spread | None, unit: str = "") -> str:
    """Return a median, and in brackets the lowest and the highest."""
    if value is None:
        return "not measured"
    ends = f" ({figure(value.lowest)}–{figure(value.highest)})" if value.lowest != value.highest else ""
    return f"{figure(value.median)}{unit}{ends}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
