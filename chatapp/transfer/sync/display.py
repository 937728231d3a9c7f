"""Progress and report of a copy, on a terminal or in a log."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from chatapp.transfer.sync.progress import Listener, Progress, Report, Step

LINE_INTERVAL = 10.0  # seconds
CHECKSUM_DIGITS = 16  # keeps a line within 80 characters


@contextmanager
def show_progress(console: Console) -> Iterator[Listener]:
    """Yield a listener that shows progress: a bar on a terminal, otherwise a line every `LINE_INTERVAL`."""
    if not console.is_terminal:
        yield _LinePrinter(console)
        return
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda progress: bar.update(
            task, description=_label(progress), completed=progress.done, total=progress.total or None
        )


class _LinePrinter:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._printed_at = monotonic()

    def __call__(self, progress: Progress) -> None:
        if monotonic() - self._printed_at < LINE_INTERVAL:
            return
        self._printed_at = monotonic()
        self._console.print(f"{_label(progress)}: {progress.done:,} of {progress.total:,}")


def _label(progress: Progress) -> str:
    if progress.step == Step.WAITING:
        return "Waiting for another run"
    return f"{progress.step.capitalize()} {progress.table.replace('_', ' ')}"


def print_report(console: Console, report: Report) -> None:
    """Print a table of what was copied and checked, and a summary."""
    rows = Table("Table", box=None, pad_edge=False)
    for heading in ("Rows", "Added", "Changed", "Removed"):
        rows.add_column(heading, justify="right")
    rows.add_column("Checksum")
    for table in report.tables:
        numbers = (table.rows, table.added, table.changed, table.removed)
        rows.add_row(table.name, *(f"{number:,}" for number in numbers), table.checksum[:CHECKSUM_DIGITS])
    console.print(rows)
    foreign_keys = f", {report.references} foreign keys are valid" if report.references else ""
    summary = (
        f"{report.rows:,} rows as they were on {report.as_of:%Y-%m-%d %H:%M:%S} UTC, in {report.seconds:.1f} s: "
        f"counts and checksums are equal on both sides{foreign_keys}."
    )
    console.print(summary, highlight=False, soft_wrap=True)
