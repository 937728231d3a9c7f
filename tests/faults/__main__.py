"""`python -m tests.faults`: every fault in turn. It ends all that it has started, interrupted or not."""

import asyncio
import shlex
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.faults.faults import FAULTS
from tests.faults.report import page
from tests.faults.trial import Outcome, Size, trial
from tests.support.servers.server import ROOT

WITHIN = 600.0  # seconds for one fault
USUAL = Size()

console = Console(stderr=True)


async def run(names: list[str], size: Size) -> dict[str, Outcome | str]:
    """Try each fault; what cannot be finished is told instead of its outcome."""
    outcomes: dict[str, Outcome | str] = {}
    for name in names:
        console.print(f"{FAULTS[name].what}; {FAULTS[name].mends} … ", end="")
        try:
            async with asyncio.timeout(WITHIN):
                outcomes[name] = outcome = await trial(FAULTS[name], size)
            told = f"{'sound' if outcome.is_sound else 'BROKEN'}: {outcome}"
        except (AssertionError, TimeoutError, RuntimeError) as error:
            outcomes[name] = told = f"{type(error).__name__} {error}".splitlines()[0]
        console.print(told, markup=False, highlight=False)
    return outcomes


async def interruptible(names: list[str], size: Size) -> dict[str, Outcome | str]:
    """Run, and on the first interrupt clean up; further ones change nothing."""
    running = asyncio.create_task(run(names, size))
    for kind in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(kind, _once(running))
    return await running


def main(
    pages: Annotated[int, typer.Option(min=1, max=500, help="Pages that are open.")] = USUAL.pages,
    only: Annotated[str, typer.Option(help=f"Faults, separated by commas, of {', '.join(FAULTS)}.")] = "",
    out: Annotated[Path, typer.Option(help="Where the table goes.")] = ROOT / "docs/reliability.md",
) -> None:
    """Break a Chatapp that is in use, one part at a time; exit status 1 if a promise was broken."""
    names = [name for name in only.split(",") if name] or list(FAULTS)
    if unknown := set(names) - set(FAULTS):
        raise typer.BadParameter(f"unknown: {', '.join(sorted(unknown))}", param_hint="--only")
    size = Size(pages=pages)
    try:
        outcomes = asyncio.run(interruptible(names, size))
    except asyncio.CancelledError:
        console.print("Interrupted: all is ended, nothing is written.")
        raise typer.Exit(130) from None
    command = "make faults" + (f' ARGS="{shlex.join(sys.argv[1:])}"' if sys.argv[1:] else "")
    out.write_text(page(outcomes, size, command))
    console.print(f"{out} is written.")
    raise typer.Exit(0 if all(isinstance(one, Outcome) and one.is_sound for one in outcomes.values()) else 1)


def _once(running: "asyncio.Task[dict[str, Outcome | str]]") -> Callable[[], None]:
    asked: list[bool] = []

    def stop() -> None:
        if not asked:
            asked.append(True)
            console.print("Stopping …")
            running.cancel()

    return stop


if __name__ == "__main__":
    typer.run(main)
