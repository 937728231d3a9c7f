"""Writes `benchmarks/RESULTS.md` from the record of a run. `python -m benchmarks.compare.results` writes it again."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.compare import days, lone
from benchmarks.compare.markdown import shown, table
from benchmarks.compare.promises import AT_ITS_LIMIT, NOT_KEPT, promises
from benchmarks.compare.spread import Spread, figure, ratio, spread
from benchmarks.compare.subjects import SUBJECTS
from benchmarks.growing.section import section
from benchmarks.sections import with_own

CLIENT_IS_THE_LIMIT = 85.0  # percent of a core
HERE = Path(__file__).parent.parent

Record = dict[str, Any]


def page(record: Record) -> str:
    """Return the results as Markdown."""
    sections = [_head(record), _promised(record)]
    for pages in record["plan"]["pages"]:
        sections.append(_deliveries(record, pages))
    sections += [_deep(record), _latency(record), lone.section(record), _growing(record), _storing()]
    sections.append(_machine(record))
    return "\n".join(section for section in sections if section)


def _head(record: Record) -> str:
    plan = record["plan"]
    note = f"\n**{record['note']}**\n" if record["note"] else ""
    return f"""# Results

`{record["command"]}`
on {record["at"][:10]}, commit {record["revision"]}. {record["machine"]["processor"]};
the server has one core, the load client another. Medians of {plan["repeats"]}, in brackets the lowest and the highest;
ratios are formed within each repeat, in which everybody takes a turn. † The load client had no CPU left, so that the
figure says more about it than about the server. ‡ The server used less than 80 % of its core: other work had it, or it
waited for the disk or for the next post; the figure is not its limit.
What the words mean, and what is not measured: [README.md](README.md).
{note}"""


def _promised(record: Record) -> str:
    rows = [
        (line.what, line.at_least, line.aim, shown(line.measured, line.unit), line.verdict) for line in promises(record)
    ]
    rows = [tuple(f"**{cell}**" if cell else "" for cell in row) if row[-1] == NOT_KEPT else row for row in rows]
    rows += [(what, "", "", measured, "") for what, measured in days.rows(record)]
    return "## What is promised\n\n" + days.says(record) + table(("", "at least", "aim", "measured", ""), rows)


def _deliveries(record: Record, pages: int) -> str:
    rows = []
    for subject in SUBJECTS:
        few = min(pages, SUBJECTS[subject].pages_at_most)
        if values := _cells(record, subject, few, "flat_out"):
            against = ratio(record, (subject, few), ("channels", pages), "flat_out", "deliveries_per_s")
            rows.append(_row(SUBJECTS[subject].title + (f", {few} pages" if few < pages else ""), values, against))
    seconds, in_flight = record["plan"]["seconds"], record["plan"]["in_flight"]
    says = f"{in_flight} people post, each the next message when the last is on the own page, for {seconds:g} s.\n\n"
    return f"## {pages:,} open pages\n\n{says}" + table(
        ("", "deliveries/s", "against Channels", "server CPU, µs a delivery", "messages a frame", "CPU: server, client",
         "lost, duplicated, reordered"),
        rows,
    )  # fmt: skip


def _row(title: str, cells: Sequence[Record], against: Spread | None, phase: str = "flat_out") -> tuple[str, ...]:
    bursts = [cell[phase] for cell in cells]
    faults = (sum(cell[kind] for cell in cells) for kind in ("lost", "duplicated", "reordered"))
    server = min(burst["server_busy_percent"] for burst in bursts)
    client = max(burst["client_busy_percent"] for burst in bursts)
    return (
        title,
        shown(spread(burst["deliveries_per_s"] for burst in bursts)),
        shown(against, "×"),
        shown(spread(burst["server_cpu_us_per_delivery"] for burst in bursts)),
        figure(spread(burst["messages_per_frame"] for burst in bursts).median),
        f"{server:.0f} %, {client:.0f} %"
        + (" †" if client > CLIENT_IS_THE_LIMIT else "")
        + (" ‡" if server < AT_ITS_LIMIT else ""),
        ", ".join(str(count) for count in faults),
    )


def _deep(record: Record) -> str:
    rows = []
    for pages in record["plan"]["pages"]:
        for subject, entry in SUBJECTS.items():
            if entry.is_deep and (cells := _cells(record, subject, pages, "deep")):
                against = ratio(record, (subject, pages), ("broadcast", pages), "deep", "deliveries_per_s")
                rows.append(_row(f"{entry.title}, {pages:,} pages", cells, against, "deep"))
    says = f"The same with {record['plan']['deep_in_flight']} posts under way at once, of 64 people.\n\n"
    return "" if not rows else "## Deep pipeline\n\n" + says + table(
        ("", "deliveries/s", "against `broadcast()`", "server CPU, µs a delivery", "messages a frame",
         "CPU: server, client", "lost, duplicated, reordered"),
        rows,
    )  # fmt: skip


def _latency(record: Record) -> str:
    pages, rows = max(record["plan"]["pages"]), []
    for subject, entry in SUBJECTS.items():
        cells = [cell for cell in _cells(record, subject, pages) if cell.get("latency_p99_ms")]
        if cells:
            against = ratio(record, (subject, pages), ("channels", pages), "", "latency_p99_ms")
            p50, p99 = (spread(cell[f"latency_{name}_ms"] for cell in cells) for name in ("p50", "p99"))
            rows.append((entry.title, shown(p50), shown(p99), shown(against, "×")))
    rate = record["plan"]["paced_deliveries_per_s"]
    says = (
        f"{rate:,} deliveries a second to {pages:,} pages: from the start of a post until each page has it, in ms.\n\n"
    )
    return (
        ""
        if not rows
        else "## From a post to a page\n\n" + says + table(("", "p50", "p99", "p99 against Channels"), rows)
    )


def _growing(record: Record) -> str:
    found = record["parts"].get("growing", {})
    return section(found) if "cells" in found else ""


def _storing() -> str:
    rows = [(entry.title, entry.storing) for entry in SUBJECTS.values() if entry.storing]
    says = "Every message is in SQLite, WAL and `synchronous=FULL`, before any page is told.\n\n"
    return "## How each stores\n\n" + says + table(("", "storing"), rows)


def _machine(record: Record) -> str:
    machine, versions = record["machine"], record["versions"]
    told = [f"{name} {number}" for name, number in versions["chatapp"].items()]
    theirs = [f"{name} {number}" for name, number in versions["peers"].items()]
    return f"""## Machine and versions

{machine["system"]}, {machine["cores"]} cores, {machine["memory_gb"]} GB; Python {machine["python"]} for all.
Chatapp: {", ".join(told)}. Peers: {", ".join(theirs)}.
"""


def _cells(record: Record, subject: str, pages: int, phase: str = "") -> list[Record]:
    return [
        cell
        for cell in record["cells"]
        if cell["subject"] == subject and cell.get("pages") == pages and (not phase or cell[phase])
    ]


if __name__ == "__main__":
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "out/compare.json"
    results = HERE / "RESULTS.md"
    results.write_text(with_own(page(json.loads(source.read_text())), results.read_text()))
