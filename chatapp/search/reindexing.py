"""`chatapp reindex`: rebuilding the index while somebody watches; servers may go on meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from chatapp.message_index import state
from chatapp.message_index.rebuilding import Reached, merge_some, rebuild_some, start_over
from chatapp.search.job import NO_TRIGRAMS
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions

AT_ONCE: Final = 1_000  # messages in one transaction
LINE_INTERVAL: Final = 10.0  # seconds, where there is no terminal
DONE: Final = "The search index is complete."
OnReached = Callable[[Reached], None]


async def reindex(database: Database, transactions: Transactions, console: Console) -> None:
    """Rebuild the index, or go on where the last run was interrupted. Says how far it is, and what it lacks."""
    async with database.reading() as session:
        known = await state.of(session)
    if known.is_complete or not known.is_current:
        await start_over(transactions)
    with _progress(console) as on_reached:
        while not (reached := await rebuild_some(transactions, AT_ONCE)).is_complete:
            on_reached(reached)
            await merge_some(transactions)
    while await merge_some(transactions):
        pass
    async with database.reading() as session:
        known = await state.of(session)
    console.print(DONE if known.has_trigrams else f"{DONE} {NO_TRIGRAMS}", markup=False, highlight=False)


@contextmanager
def _progress(console: Console) -> Iterator[OnReached]:
    """Yield what shows how far the making is: a bar on a terminal, otherwise a line every ten seconds."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (TextColumn("Indexing messages"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda reached: bar.update(task, completed=reached.done, total=reached.total)


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._printed_at = monotonic()

    def __call__(self, reached: Reached) -> None:
        if monotonic() - self._printed_at < LINE_INTERVAL:
            return
        self._printed_at = monotonic()
        self._console.print(f"Indexing messages: {reached.done:,} of {reached.total:,}")
