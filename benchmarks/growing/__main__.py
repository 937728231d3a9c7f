"""`python -m benchmarks.growing`: one and two processes, and PostgreSQL and Redis against the embedded default.

Everybody takes a turn before anybody has a second; ratios are formed within a repeat.
"""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks.compare import environment
from benchmarks.growing.cells import Cell, Scene, deliveries, posts
from benchmarks.growing.section import section
from benchmarks.growing.stage import Backing
from benchmarks.process import allow_many_sockets

SUBJECTS = {"embedded": 0, "one": 1, "two": 2}  # processes on PostgreSQL and Redis
CELL_WITHIN = 240.0  # seconds

console = Console(stderr=True)


async def measure(scenes: dict[str, Scene], *, repeats: int, seconds: float, clients: int, share: float) -> list[Cell]:
    """Measure everything so often; what could not be measured has an "error"."""
    cells: list[Cell] = []
    backing = Backing()
    await backing.start()
    try:
        for repeat in range(repeats):
            for subject, grown in SUBJECTS.items():
                on = backing if grown else None
                for cell in await _turn(posts(max(1, grown), on, clients=clients, share=share)):
                    cells.append({"part": "posts", "subject": subject, "repeat": repeat, **cell})
                for name, scene in scenes.items():
                    for cell in await _turn(_one(deliveries(max(1, grown), on, scene, seconds=seconds))):
                        cells.append({"part": name, "subject": subject, "repeat": repeat, **cell})
                console.print(f"{repeat + 1}. {subject}")
    finally:
        await backing.stop()
    return cells


async def _one(cell: Any) -> list[Cell]:
    return [await cell]


async def _turn(cells: Any) -> list[Cell]:
    try:
        async with asyncio.timeout(CELL_WITHIN):
            found: list[Cell] = await cells
    except Exception as error:  # the others may still be measured
        console.print(f"Not measured: {error!r}", style="red", markup=False)
        return [{"error": repr(error)[:500]}]
    return found


def is_broken(cells: list[Cell]) -> bool:
    """Say whether something was not measured, or a promise was not kept."""
    kinds = ("error", "lost", "duplicated", "reordered", "unlike", "faults")
    return any(cell.get(kind) for cell in cells for kind in kinds)


def main(
    repeats: Annotated[int, typer.Option(min=1, max=20, help="Turns of everybody.")] = 3,
    pages: Annotated[int, typer.Option(min=40, max=20_000, help="Open pages of the busy room.")] = 500,
    rooms: Annotated[int, typer.Option(min=0, max=1000, help="Rooms of four pages each; 0 leaves them out.")] = 50,
    seconds: Annotated[float, typer.Option(min=0.5, max=20, help="Posting flat out.")] = 4.0,
    clients: Annotated[int, typer.Option(min=2, max=1000, help="People who post at once.")] = 64,
    share: Annotated[float, typer.Option(min=0.05, max=10, help="Of the usual number of posts.")] = 1.0,
    json_to: Annotated[Path, typer.Option("--json", help="Where it all goes.")] = Path("benchmarks/out/growing.json"),
) -> None:
    """Measure what growing costs and brings; exit status 1 if a page missed a message or had one twice."""
    allow_many_sockets()
    scenes = {"busy": Scene(rooms=1, pages=pages, lanes=8, window=512)}
    if rooms:
        scenes["many"] = Scene(rooms=rooms, pages=rooms * 4, lanes=rooms, window=rooms * 2)
    cells = asyncio.run(measure(scenes, repeats=repeats, seconds=seconds, clients=clients, share=share))
    when = {"at": datetime.now(UTC).isoformat(timespec="minutes"), "revision": environment.revision()}
    found = {
        **when,
        "repeats": repeats,
        "pages": pages,
        "rooms": rooms,
        "seconds": seconds,
        "clients": clients,
        "cells": cells,
    }
    json_to.parent.mkdir(parents=True, exist_ok=True)
    json_to.write_text(json.dumps(found, indent=1) + "\n")
    typer.echo(section(found))
    raise typer.Exit(1 if is_broken(cells) else 0)


if __name__ == "__main__":
    typer.run(main)
