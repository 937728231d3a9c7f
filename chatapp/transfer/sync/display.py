"""How far a copy has come, on a terminal and in a log; and what became of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from chatapp.transfer.sync.progress import Listener, Progress, Report, Step

LINE_EVERY = 10.0  # seconds
SHOWN = 16  # digits of a checksum, so that a line has 80 characters at most


@contextmanager
def shown(console: Console) -> Iterator[Listener]:
    """Show progress while something is done: a bar on a terminal, otherwise a line now and then."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda progress: bar.update(
            task, description=_doing(progress), completed=progress.done, total=progress.total or None
        )


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._told_at = monotonic()

    def __call__(self, progress: Progress) -> None:
        if monotonic() - self._told_at < LINE_EVERY:
            return
        self._told_at = monotonic()
        self._console.print(f"{_doing(progress)}: {progress.done:,} of {progress.total:,}")


def _doing(progress: Progress) -> str:
    if progress.step == Step.WAITING:
        return "Waiting for another run"
    return f"{progress.step.capitalize()} {progress.table.replace('_', ' ')}"


def tell(console: Console, report: Report) -> None:
    """Print what was copied and checked."""
    shown = Table("Table", box=None, pad_edge=False)
    for heading in ("Rows", "Added", "Changed", "Removed"):
        shown.add_column(heading, justify="right")
    shown.add_column("Checksum")
    for table in report.tables:
        numbers = (table.rows, table.added, table.changed, table.removed)
        shown.add_row(table.name, *(f"{number:,}" for number in numbers), table.checksum[:SHOWN])
    console.print(shown)
    foreign_keys = f", {report.references} foreign keys hold" if report.references else ""
    told = (
        f"{report.rows:,} rows as they were on {report.as_of:%Y-%m-%d %H:%M:%S} UTC, in {report.seconds:.1f} s: "
        f"counts and checksums are equal on both sides{foreign_keys}."
    )
    console.print(told, highlight=False, soft_wrap=True)
