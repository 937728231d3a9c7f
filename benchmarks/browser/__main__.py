"""`make bench ARGS="--browser"`: measures in Chromium, and writes its section of `benchmarks/RESULTS.md`."""

import asyncio
import json
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.browser.measure import measure
from benchmarks.browser.section import section
from benchmarks.compare import environment
from benchmarks.compare.parts import HERE
from benchmarks.sections import placed


def main(
    browser: Annotated[bool, typer.Option("--browser", help="What chose this benchmark.")] = True,
    repeats: Annotated[int, typer.Option(min=1, max=100, help="Of which the median is told.")] = 10,
    note: Annotated[str, typer.Option(help="What a reader must know of this run.")] = "",
    out: Annotated[Path, typer.Option(help="Where everything goes as JSON.")] = HERE / "out/browser.json",
    results: Annotated[Path, typer.Option(help="Where the section goes.")] = HERE / "RESULTS.md",
) -> None:
    """Measure loading, changing rooms, and a message's way in Chromium."""
    record = {
        "command": f'make bench ARGS="{shlex.join(sys.argv[1:])}"',
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "revision": environment.revision(),
        "machine": environment.machine(),
        "note": note,
        **asyncio.run(measure(repeats)),
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(record, indent=1) + "\n")
    results.write_text(placed(results.read_text(), section(record)))
    typer.echo(f"{results} and {out} are written.")


if __name__ == "__main__":
    typer.run(main)
