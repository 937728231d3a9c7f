"""`python -m benchmarks.patches`: what each NiceGUI patch saves, by leaving it out.

CPU to open a room and memory of an open page, on a server of its own each time, in turn; medians, and what a page costs
more without the patch. `direct_outbox` is not here: `benchmarks.compare` shows what it is for.
"""

import asyncio
import statistics
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.page_cost import PageCost
from benchmarks.process import allow_many_sockets
from benchmarks.run import own_server
from benchmarks.without_patch import WITHOUT

FIGURES = ("cpu_ms_to_open_with_50", "memory_mb_per_page")


async def _measure(patch: str, directory: Path, pages: int, opens: int) -> dict[str, float]:
    async with own_server(directory, ("-m", "benchmarks.without_patch", patch)) as server:
        costs = await PageCost(server, pages=pages, opens=opens, people=40, idle=1.0, look="")()
    return {name: getattr(costs, name) or 0.0 for name in FIGURES}


def main(
    repeats: Annotated[int, typer.Option(min=1, max=20, help="Runs of each.")] = 3,
    pages: Annotated[int, typer.Option(min=50, max=5000, help="Open pages.")] = 160,
    opens: Annotated[int, typer.Option(min=10, max=1000, help="Pages opened for the figure of CPU.")] = 60,
) -> None:
    """Measure what an open page costs with all patches, and without each of them."""
    allow_many_sockets()
    found: dict[str, list[dict[str, float]]] = {patch: [] for patch in WITHOUT}
    for _ in range(repeats):
        for patch, runs in found.items():
            with tempfile.TemporaryDirectory(prefix="chatapp-patches-") as directory:
                runs.append(asyncio.run(_measure(patch, Path(directory), pages, opens)))
    base = {name: statistics.median(run[name] for run in found["none"]) for name in FIGURES}
    for patch, runs in found.items():
        medians = {name: statistics.median(run[name] for run in runs) for name in FIGURES}
        more = ", ".join(f"{name} {medians[name]:.3f} ({medians[name] / base[name] - 1:+.0%})" for name in FIGURES)
        typer.echo(f"without {patch:16} {more}")


if __name__ == "__main__":
    typer.run(main)
