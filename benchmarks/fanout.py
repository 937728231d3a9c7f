"""`python -m benchmarks.fanout`: what it costs to bring a message to every open page, and whether each one gets it."""

import asyncio
import signal
import sys
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import report
from benchmarks.process import allow_many_sockets, loop_factory
from benchmarks.report import Figures, Plan
from benchmarks.run import Run, own_server
from tests.support.browser.page_client import Refused

FAULTS = (asyncio.CancelledError, TimeoutError, RuntimeError, Refused, httpx.HTTPError, ExceptionGroup)
SHOWN = 20  # broken promises printed; all are in the JSON

console = Console()
errors = Console(stderr=True)


class Via(StrEnum):
    """The way a post takes."""

    page = "page"
    rest = "rest"


async def measure(plan: Plan, directory: Path) -> tuple[Figures, list[str]]:
    """Carry out the plan on a new server in an empty directory; returns the figures and the broken promises.

    Raises:
        TimeoutError: it took longer than the plan allows.
        CancelledError: the process was told to end (SIGTERM); the server has been ended first.
    """
    _end_on_sigterm()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, refresh_per_second=4) as progress:
        async with asyncio.timeout(plan.timeout), own_server(directory) as server:
            run = Run(plan, server, progress)
            return run.figures, await run()


def main(
    pages: Annotated[int, typer.Option(min=2, max=20_000, help="Open pages.")] = 100,
    people: Annotated[int, typer.Option(min=1, max=1000, help="Accounts that share the pages.")] = 20,
    messages: Annotated[int, typer.Option(min=1, max=100_000, help="Messages of the throughput phase.")] = 200,
    in_flight: Annotated[int, typer.Option(min=1, max=1000, help="Posts under way at once, throughput phase.")] = 16,
    paced: Annotated[int, typer.Option(min=1, max=10_000, help="Messages of the latency phase.")] = 50,
    rate: Annotated[float, typer.Option(min=0.1, max=1000, help="Messages a second, latency phase.")] = 5.0,
    via: Annotated[Via, typer.Option(help="Post from an open page, or by REST.")] = Via.page,
    timeout: Annotated[float, typer.Option(min=1, max=3600, help="Seconds for the whole run.")] = 180.0,
    json: Annotated[Path, typer.Option(help="Where the figures go.")] = Path("benchmarks/out/fanout.json"),
) -> None:
    """Open pages, post messages, and check that every page has every message exactly once and in order."""
    plan = Plan(pages, min(people, pages), messages, in_flight, paced, rate, via.value, timeout)
    allow_many_sockets()
    try:
        with tempfile.TemporaryDirectory(prefix="chatapp-fanout-") as directory:
            with asyncio.Runner(loop_factory=loop_factory()) as runner:
                figures, violations = runner.run(measure(plan, Path(directory)))
    except FAULTS as error:
        for sentence in dict.fromkeys(_sentences(error)):
            errors.print(f"Not finished: {sentence}", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    report.write_json(json, plan, figures, violations)
    _tell(plan, figures, violations)
    raise typer.Exit(1 if violations else 0)


def _tell(plan: Plan, figures: Figures, violations: list[str]) -> None:
    console.print(report.table(plan, figures))
    for warning in report.warnings(figures):
        errors.print(f"[yellow]{warning}[/]")
    for violation in violations[:SHOWN]:
        errors.print(f"VIOLATION {violation}", style="red", markup=False, soft_wrap=True)
    if violations:
        errors.print(f"Delivery was not exactly once and in order: {len(violations)} violations.", style="bold red")
    else:
        console.print("Every page has every stored message exactly once and in order.", style="green")


def _end_on_sigterm() -> None:
    task = asyncio.current_task()
    if sys.platform != "win32" and task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


def _sentences(error: BaseException) -> Iterator[str]:
    """Yield what went wrong, from a group of errors each."""
    if isinstance(error, ExceptionGroup):
        for part in error.exceptions:
            yield from _sentences(part)
    elif isinstance(error, TimeoutError):
        yield "something took longer than it may; see --timeout"
    elif isinstance(error, asyncio.CancelledError):
        yield "it was told to end"
    else:
        yield str(error) or repr(error)


if __name__ == "__main__":
    typer.run(main)
