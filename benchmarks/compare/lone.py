"""One message at a time, as a team writes: what each open page costs for it, wherever its person looks."""

from collections.abc import Iterator
from typing import Any

from benchmarks.compare.markdown import shown, table
from benchmarks.compare.spread import Spread, ratio, spread
from benchmarks.compare.subjects import SUBJECTS

CPU, P50, P99 = "server_cpu_us_per_page", "latency_p50_ms", "latency_p99_ms"
FAULTS = "lost, duplicated, reordered"
SAYS = """One person posts {} messages a second. CPU of all that follows from a message: storing it, telling the pages,
read marks, acknowledgements. p50 and p99 are from the start of a post until a page has the message or, in another
room, its mark in the sidebar: of a message after a quiet second it comes a tenth of a second later, of one
that follows another sooner, within a second and together with others. Peers have no such marks.

"""
AWAY = ("chatapp-hidden", "chatapp-elsewhere")

Record = dict[str, Any]
Bound = tuple[str, float, float, str, Spread | None]  # what, at most, aim, unit, measured


def bounds(record: Record) -> Iterator[Bound]:
    """Yield what is promised of it, with what was measured."""
    cells = _cells(record)
    for pages in record["plan"].get("lone_pages", ()):
        own, bare = ("chatapp", pages), ("broadcast", pages)
        what = f"one message at a time, {pages:,} pages"
        yield f"{what} in view: CPU a page against `broadcast()`", 1.6, 1.2, "×", ratio(cells, own, bare, "lone", CPU)
        yield f"{what} in view: p50 beyond `broadcast()`'s", 2, 1, " ms", _later(cells, own, bare)
        for name in AWAY:
            where = SUBJECTS[name].title.rpartition(", pages ")[2]
            against = ratio(cells, (name, pages), own, "lone", CPU)
            yield f"{what} {where}: CPU a page against in view", 1, 0.5, "×", against


def section(record: Record) -> str:
    """Return the table; empty if it was not measured."""
    cells, rows = _cells(record), []
    for pages in record["plan"].get("lone_pages", ()):
        for subject, entry in SUBJECTS.items():
            measured = [cell for cell in cells["cells"] if (cell["subject"], cell["pages"]) == (subject, pages)]
            if not measured:
                continue
            against = ratio(cells, (subject, pages), ("broadcast", pages), "lone", CPU)
            cpu, p50, p99 = (shown(spread(cell["lone"][name] for cell in measured)) for name in (CPU, P50, P99))
            faults = ", ".join(str(sum(cell[kind] for cell in measured)) for kind in FAULTS.split(", "))
            rows.append((f"{entry.title}, {pages:,} pages", cpu, shown(against, "×"), p50, p99, faults))
    if not rows:
        return ""
    head = ("", "server CPU, µs a page and message", "against `broadcast()`", "p50, ms", "p99, ms", FAULTS)
    return "## One message at a time\n\n" + SAYS.format(record["plan"]["lone_rate"]) + table(head, rows)


def _cells(record: Record) -> Record:
    return {"cells": [cell for cell in record.get("lone", ()) if cell.get("lone")]}


def _later(cells: Record, own: tuple[str, int], other: tuple[str, int]) -> Spread | None:
    """Return by how much the median of ``own`` is later, repeat by repeat."""
    found = {
        who: {cell["repeat"]: cell["lone"][P50] for cell in cells["cells"] if (cell["subject"], cell["pages"]) == who}
        for who in (own, other)
    }
    later = [found[own][repeat] - found[other][repeat] for repeat in found[own].keys() & found[other].keys()]
    return spread(later) if later else None
