"""`python -m benchmarks.compare`: what is promised of the timeline, measured beside its peers in one run."""

import json
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks.compare import environment
from benchmarks.compare.onto import onto
from benchmarks.compare.parts import HERE, PARTS, run
from benchmarks.compare.results import page
from benchmarks.compare.schedule import Schedule, Turn
from benchmarks.compare.subjects import SUBJECTS
from benchmarks.sections import with_own

CELL_WITHIN = 400.0  # seconds
LONE = "lone"  # of what may be measured alone: one message at a time

console = Console(stderr=True)


def measure(turn: Turn) -> dict[str, Any]:
    """Measure one cell."""
    console.print(f"{turn.repeat + 1}. {turn.subject}, {turn.pages} pages … ", end="")
    cell = run("benchmarks.compare.cell", turn.subject, *turn.options, within=CELL_WITHIN)
    burst, lone = cell.get("flat_out") or {}, cell.get("lone") or {}
    told = f"{burst.get('deliveries_per_s', 0):,.0f} deliveries/s" if burst else ""
    told += f"{lone['server_cpu_us_per_page']:.1f} µs a page, {lone['latency_p50_ms'] or 0:.1f} ms" if lone else ""
    console.print(cell.get("error") or told, markup=False)
    return {"subject": turn.subject, "repeat": turn.repeat, **cell}


def main(
    quick: Annotated[bool, typer.Option("--quick", help="500 pages, once, short: under four minutes.")] = False,
    pages: Annotated[str, typer.Option(help="Numbers of pages, separated by commas.")] = "",
    repeats: Annotated[int, typer.Option(min=0, max=100, help="Of everything; 0: as usual, 3, or 1 if quick.")] = 0,
    only: Annotated[str, typer.Option(help="Subjects and parts to measure, and lone, separated by commas.")] = "",
    note: Annotated[str, typer.Option(help="What a reader must know of this run.")] = "",
    out: Annotated[Path, typer.Option(help="Where everything goes as JSON.")] = HERE / "out/compare.json",
    after: Annotated[Path | None, typer.Option("--onto", help="The record of an earlier run, for the rest.")] = None,
    results: Annotated[Path, typer.Option(help="Where the tables go.")] = HERE / "RESULTS.md",
) -> None:
    """Measure Chatapp beside its peers; exit status 1 if Chatapp broke a promise or something could not be measured."""
    environment.prepare_peers()
    before = json.loads(after.read_text()) if after is not None else None
    wanted = [name for name in only.split(",") if name] or [*SUBJECTS, *PARTS, LONE]
    schedule = Schedule(quick, [int(number) for number in pages.split(",") if number], repeats)
    record: dict[str, Any] = {
        "command": "make bench" + (f' ARGS="{shlex.join(sys.argv[1:])}"' if sys.argv[1:] else ""),
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "revision": environment.revision(),
        "note": note,
        "machine": environment.machine(),
        "versions": environment.versions(),
        "plan": schedule.told(),
        "cells": [],
        "lone": [],
        "parts": {},
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    for name in PARTS:
        if name in wanted:
            console.print(f"{name} …")
            record["parts"][name] = PARTS[name].measure(name, is_quick=quick, repeats=repeats)
    subjects = [name for name in SUBJECTS if name in wanted]
    kinds = {"cells": schedule.turns(subjects)}
    if LONE in wanted:
        kinds["lone"] = schedule.lone_turns(subjects or list(SUBJECTS))
    for kind, turns in kinds.items():
        for turn in turns:
            record[kind].append(measure(turn))
            out.write_text(json.dumps(record, indent=1) + "\n")
    is_broken = _is_broken(record)
    if before is not None:
        record = onto(before, record)
    out.write_text(json.dumps(record, indent=1) + "\n")
    results.write_text(with_own(page(record), results.read_text() if results.exists() else ""))
    console.print(f"{results} and {out} are written.")
    raise typer.Exit(1 if is_broken else 0)


def _is_broken(record: dict[str, Any]) -> bool:
    cells = [*record["cells"], *record["lone"]]
    own = [cell for cell in cells if cell["subject"].startswith("chatapp")]
    faulty = any(cell.get(kind) for cell in own for kind in ("lost", "duplicated", "reordered", "faults"))
    parts = record["parts"].values()
    return faulty or any("error" in each for each in (*cells, *parts)) or any("is_broken" in each for each in parts)


if __name__ == "__main__":
    typer.run(main)
