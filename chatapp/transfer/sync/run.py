"""One run: compare, write the differences, check the result, and only then mark it as a copy."""

from collections.abc import Sequence
from time import perf_counter

from sqlalchemy import Connection, Table

from chatapp.message_index import state
from chatapp.transfer.sync import database_role
from chatapp.transfer.sync.comparison import Comparison, OnRows, compare, digest
from chatapp.transfer.sync.copy_target import CopyTarget
from chatapp.transfer.sync.errors import CopyMismatch
from chatapp.transfer.sync.integrity import check_reference, continue_numbering, references
from chatapp.transfer.sync.progress import Listener, Progress, Report, Step, TableReport
from chatapp.transfer.sync.rows import count
from chatapp.transfer.sync.table_writer import TableWriter
from chatapp.transfer.sync.tables import copied_tables, page_size
from models import DatabaseIdentity, DatabaseRole
from models.utc_datetime import now

INDEXED = frozenset({"message", "attachment", "upload"})  # what the search index is made of


class Run:
    """``source``: a snapshot of the original. ``page``: how many rows of each side are in memory at once."""

    def __init__(self, source: Connection, target: CopyTarget, on_progress: Listener, page: int) -> None:
        self._began, self._as_of = perf_counter(), now()
        self._source, self._target, self._on_progress, self._page = source, target, on_progress, page
        self._rows = {table.name: count(source, table) for table in copied_tables()}

    def complete(self, original: DatabaseIdentity) -> Report:
        """Make the copy equal to the original, whose identity is ``original``. Commits.

        Raises:
            CopyError: the target holds something else, or the copy failed.
        """
        connection = self._target.connection
        before = database_role.require_copy(connection, self._target.location, original)
        self._target.is_new = before.standing != DatabaseRole.COPY
        if self._target.is_new:
            database_role.change(connection, DatabaseRole.COPYING, chatapp=original.chatapp)
            self._target.checkpoint()
        writers = [TableWriter(self._source, self._target, comparison) for comparison in self._compare()]
        changing = [writer for writer in writers if not writer.comparison.is_equal]
        self._write(changing)
        if any(writer.comparison.table.name in INDEXED for writer in changing):
            state.outdate(connection)
        checked = self._check([writer.comparison for writer in changing])
        database_role.change(connection, DatabaseRole.COPY, copied_at=self._as_of)
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
            compare(
                self._source,
                connection,
                table,
                page_size(table, self._page),
                self._row_counter(Step.COMPARING, table),
            )
            for table in copied_tables()
        ]

    def _write(self, writers: Sequence[TableWriter]) -> None:
        for writer in writers:
            writer.park()
        for writer in writers:
            comparison = writer.comparison
            writer.write(self._row_counter(Step.COPYING, comparison.table, comparison.original_digest.rows))
        for writer in reversed(writers):
            writer.remove()
        for writer in writers:
            continue_numbering(self._target.connection, writer.comparison.table)

    def _check(self, changed: Sequence[Comparison]) -> int:
        """Read changed tables again and check all foreign keys; return how many foreign keys were checked.

        Raises:
            CopyMismatch: the copy is not equal to the original.
        """
        connection, location = self._target.connection, self._target.location
        for comparison in changed:
            table, expected = comparison.table, comparison.original_digest
            written = digest(connection, table, comparison.page_size, self._row_counter(Step.CHECKING, table))
            if (written.rows, written.checksum) != (expected.rows, expected.checksum):
                counts = f"{expected.rows:,} rows were read and {written.rows:,} are there"
                raise CopyMismatch(f"{location.name}: the table {table.name} differs from what was copied ({counts}).")
        checked = [reference for table in copied_tables() for reference in references(table)] if changed else []
        for reference in checked:
            self._target.keep_alive()
            check_reference(connection, location, reference)
        return len(checked)

    def _row_counter(self, step: Step, table: Table, done: int = 0) -> OnRows:
        """Return a callback that counts rows, reports the progress and renews the lease."""
        total = self._rows[table.name]
        self._on_progress(Progress(step, table.name, done, total))

        def count_rows(rows: int) -> None:
            nonlocal done
            done += rows
            self._on_progress(Progress(step, table.name, done, total))
            self._target.keep_alive()

        return count_rows


def _report(writer: TableWriter) -> TableReport:
    original, changes = writer.comparison.original_digest, writer.changes
    return TableReport(
        writer.comparison.table.name, original.rows, original.checksum, changes.added, changes.changed, changes.removed
    )
