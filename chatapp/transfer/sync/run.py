"""One run: what differs is found, written and checked, and only then is the copy called one."""

from collections.abc import Sequence
from time import perf_counter

from sqlalchemy import Connection, Table

from chatapp.transfer.sync import role
from chatapp.transfer.sync.changes import Writer
from chatapp.transfer.sync.comparison import Comparison, Counted, compare, digest
from chatapp.transfer.sync.errors import Differs
from chatapp.transfer.sync.integrity import check_reference, continue_numbering, references
from chatapp.transfer.sync.progress import Listener, Progress, Report, Step, TableReport
from chatapp.transfer.sync.rows import count
from chatapp.transfer.sync.tables import copied, page_size
from chatapp.transfer.sync.target import Target
from models import DatabaseIdentity, DatabaseRole
from models.utc_datetime import now


class Run:
    """``source`` sees the original at one moment. ``page``: how many rows of each side are held at once."""

    def __init__(self, source: Connection, target: Target, on_progress: Listener, page: int) -> None:
        self._began, self._as_of = perf_counter(), now()
        self._source, self._target, self._on_progress, self._page = source, target, on_progress, page
        self._rows = {table.name: count(source, table) for table in copied()}

    def complete(self, original: DatabaseIdentity) -> Report:
        """Make the copy equal; ``original``: what the source said of itself.

        Raises:
            CopyError: the copy holds something else, or something went wrong on the way.
        """
        connection = self._target.connection
        before = role.require_copy(connection, self._target.place, original)
        self._target.is_new = before.standing != DatabaseRole.COPY
        if self._target.is_new:
            role.change(connection, DatabaseRole.COPYING, chatapp=original.chatapp)
            self._target.settle()
        writers = [Writer(self._source, self._target, found) for found in self._compare()]
        changing = [writer for writer in writers if not writer.found.is_equal]
        self._write(changing)
        checked = self._check([writer.found for writer in changing])
        role.change(connection, DatabaseRole.COPY, copied_at=self._as_of)
        connection.commit()
        return Report(
            tables=tuple(_report(writer) for writer in writers),
            references=checked,
            is_new=self._target.is_new,
            as_of=self._as_of,
            seconds=perf_counter() - self._began,
        )

    def _compare(self) -> list[Comparison]:
        connection = self._target.connection
        return [
            compare(self._source, connection, table, self._size(table), self._counting(Step.COMPARING, table))
            for table in copied()
        ]

    def _write(self, writers: Sequence[Writer]) -> None:
        for writer in writers:
            writer.park()
        for writer in writers:
            writer.write(self._counting(Step.COPYING, writer.found.table, writer.found.ours.rows))
        for writer in reversed(writers):
            writer.remove()
        for writer in writers:
            continue_numbering(self._target.connection, writer.found.table)

    def _check(self, changed: Sequence[Comparison]) -> int:
        """Read what was changed once more, and look whether it is whole; returns how many references were checked.

        Raises:
            Differs: it is not what the original has.
        """
        connection, place = self._target.connection, self._target.place
        for found in changed:
            counted = self._counting(Step.CHECKING, found.table)
            theirs = digest(connection, found.table, found.size, counted)
            if (theirs.rows, theirs.checksum) != (found.ours.rows, found.ours.checksum):
                told = f"{found.ours.rows:,} rows were read and {theirs.rows:,} are there"
                raise Differs(f"{place.name}: the table {found.table.name} is not what was copied ({told}).")
        every = [reference for table in copied() for reference in references(table)] if changed else []
        for reference in every:
            self._target.breathe()
            check_reference(connection, place, reference)
        return len(every)

    def _size(self, table: Table) -> int:
        return page_size(table, self._page)

    def _counting(self, step: Step, table: Table, done: int = 0) -> Counted:
        """Return what hears of rows, tells how far we are, and shows other runs that this one is alive."""
        total = self._rows[table.name]
        self._on_progress(Progress(step, table.name, done, total))

        def counted(rows: int) -> None:
            nonlocal done
            done += rows
            self._on_progress(Progress(step, table.name, done, total))
            self._target.breathe()

        return counted


def _report(writer: Writer) -> TableReport:
    ours, changes = writer.found.ours, writer.changes
    return TableReport(
        writer.found.table.name, ours.rows, ours.checksum, changes.added, changes.changed, changes.removed
    )
