"""The section of `benchmarks/RESULTS.md` on what people meet in a browser."""

from typing import Any

from benchmarks.compare.markdown import shown, table
from benchmarks.compare.spread import Spread, spread
from benchmarks.sections import BROWSER

KILO = 1000
Record = dict[str, Any]


def section(found: Record) -> str:
    """Return the tables as Markdown."""
    loads, slow, changes = found["loads"], found["slow"], found["changes"]
    total = spread(sum(load["bytes"].values()) / KILO for load in loads)
    blank = sum(change["isBlank"] for change in changes)
    rows = [
        ("a first load, compressed, kB", "≤ 280", "≤ 200", shown(total), _verdict(total, 280, 200)),
        _row("largest contentful paint, slow 4G and a CPU four times slower, ms", slow, "lcp", 1500, 1500),
        _row("click on a room → its head is painted, ms", changes, "head", 30, 30),
        _row("click on a room one has been in → its messages are painted, ms", changes, "remembered", 90, 60),
        _row("click on a room → its conversation is painted, and live, ms", changes, "conversation", 90, 60),
        ("changes of room that were blank for a moment", "0", "0", f"{blank}", _verdict(spread([blank]), 0, 0)),
        _row("Enter → on the other person's screen, ms", found["enter"], "other", 39, 25),
    ]
    parts = [
        BROWSER,
        f"\n{found['at'][:10]}, commit {found['revision']}: `{found['command']}`. {found['machine']['processor']}. "
        f"Medians of {len(loads)},\nin brackets the lowest and the highest. Chromium, headless, on the server's cores. "
        f"Slow 4G: 150 ms, 1.6 Mbit/s.\n{found['note']}",
        table(("", "at least", "aim", "measured", ""), rows),
        _loading(loads, slow),
    ]
    return "\n".join(parts)


def _loading(loads: list[Record], slow: list[Record]) -> str:
    kinds = sorted({kind for load in loads for kind in load["bytes"]})
    rows = [(kind, shown(spread(load["bytes"].get(kind, 0) / KILO for load in loads))) for kind in kinds]
    rows.append(("requests", shown(spread(load["requests"] for load in loads))))
    for name, found in (("usual", loads), ("slow", slow)):
        for paint in ("FCP", "LCP"):
            rows.append((f"{paint}, {name}, ms", shown(spread(load[paint.lower()] for load in found))))
    return "### A first load, by kind, in kB\n\n" + table(("", "measured"), rows)


def _row(what: str, found: list[Record], name: str, at_least: float, aim: float) -> tuple[str, ...]:
    measured = spread(each[name] for each in found)
    return (what, f"≤ {at_least:,}", f"≤ {aim:,}", shown(measured), _verdict(measured, at_least, aim))


def _verdict(measured: Spread, at_least: float, aim: float) -> str:
    return "aim reached" if measured.median <= aim else "kept" if measured.median <= at_least else "**not kept**"
