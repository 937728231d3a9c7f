"""`python -m benchmarks.patches`: what each NiceGUI patch saves, by leaving it out.

CPU to open a room and memory of an open page, on a server of its own each time, in turn; medians, and what a page costs
more without the patch. `direct_outbox` is not here: `benchmarks.compare` shows what it is for. `--only scripts` has one
patch alone, with and without it.
"""

import asyncio
import statistics
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.page_cost import PageCost
from benchmarks.process import allow_many_sockets
from benchmarks.run import each, own_server
from benchmarks.without_patch import WITHOUT

FIGURES = ("cpu_ms_to_open_with_50", "memory_mb_per_page")
ROOMS = 10  # that each person is in
WARM_UP = 30  # pages before anything is measured


class OpeningCost(PageCost):
    """Opening a room of 50 messages, and what such a page holds, and nothing else."""

    async def _measure(self) -> None:
        for index in range(self._people_wanted):
            self._people.append(await self._server.person(f"person{index}"))
        room, *_ = [await self._server.room(*self._people) for _ in range(ROOMS)]
        await self._fill(room, 50)
        await each(range(WARM_UP), lambda _: self._open_one(room), 2)
        await self._silence()
        before = self._usage()
        self.costs.cpu_ms_to_open_with_50 = await self._cpu(range(self._opens), lambda _: self._open_one(room), "")
        if before and (after := self._usage()):
            self.costs.memory_mb_per_page = (after.memory - before.memory) / self._opens


async def _measure(patch: str, directory: Path, opens: int) -> dict[str, float]:
    async with own_server(directory, ("-m", "benchmarks.without_patch", patch)) as server:
        costs = await OpeningCost(server, pages=0, opens=opens, people=10, idle=0.0, look="")()
    return {name: getattr(costs, name) or 0.0 for name in FIGURES}


def main(
    repeats: Annotated[int, typer.Option(min=1, max=20, help="Runs of each.")] = 3,
    opens: Annotated[int, typer.Option(min=10, max=1000, help="Pages opened each time.")] = 150,
    only: Annotated[str, typer.Option(help="One of the patches, and all of them together.")] = "",
) -> None:
    """Measure what an open page costs with all patches, and without each of them."""
    allow_many_sockets()
    found: dict[str, list[dict[str, float]]] = {
        patch: [] for patch in WITHOUT if only in ("", patch) or patch == "none"
    }
    for _ in range(repeats):
        for patch, runs in found.items():
            with tempfile.TemporaryDirectory(prefix="chatapp-patches-") as directory:
                runs.append(asyncio.run(_measure(patch, Path(directory), opens)))
    base = {name: statistics.median(run[name] for run in found["none"]) for name in FIGURES}
    for patch, runs in found.items():
        medians = {name: statistics.median(run[name] for run in runs) for name in FIGURES}
        more = ", ".join(f"{name} {medians[name]:.3f} ({medians[name] / base[name] - 1:+.0%})" for name in FIGURES)
        each_run = " ".join(f"{run[FIGURES[0]]:.1f}" for run in runs)
        typer.echo(f"without {patch:16} {more}; {each_run}")


if __name__ == "__main__":
    typer.run(main)
