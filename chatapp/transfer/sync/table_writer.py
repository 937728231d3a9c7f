"""Writing one table's differences to the copy, in an order that foreign keys and unique constraints allow.

All tables go through three steps together. First, unique values of rows that will change or go are replaced by
placeholders, so that other rows may take them. Then rows are changed and added, referenced tables first. Last, rows
that the original no longer has are removed, referenced tables last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Executable, Row, and_, bindparam, delete, update

from chatapp.transfer.sync import bulk_insert
from chatapp.transfer.sync.comparison import Comparison, OnRows
from chatapp.transfer.sync.connections import translating_errors
from chatapp.transfer.sync.copy_target import CopyTarget
from chatapp.transfer.sync.rows import Key, RowPair, differing_rows, key_of, pages
from chatapp.transfer.sync.tables import UniqueKey, unique_keys

Values = dict[str, Any]


@dataclass
class Changes:
    """How many rows of a table were added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0


class TableWriter:
    """Brings one table of the copy up to date: `park`, `write` and `remove`, in this order."""

    def __init__(self, original: Connection, target: CopyTarget, comparison: Comparison) -> None:
        self.comparison = comparison
        self.changes = Changes()
        self._original, self._target, self._table = original, target, comparison.table
        self._columns = list(comparison.table.columns)
        self._primary = list(comparison.table.primary_key.columns)
        self._key = key_of(comparison.table)

    def park(self) -> None:
        """Replace unique values by placeholders in rows that will go, or will get other values there."""
        for unique in unique_keys(self._table):
            statement = update(self._table).where(self._key_matches()).values({unique.free: bindparam("placeholder")})
            for pairs in self._differing():
                self._execute(statement, self._placeholders(unique, pairs))

    def write(self, on_rows: OnRows) -> None:
        """Change and add rows as the original has them. ``on_rows`` gets the number of rows read beyond the copy's end.

        Side effect: completes the original's digest with these rows.
        """
        statement = update(self._table).where(self._key_matches())
        stored = [column for column in self._columns if column.computed is None]
        statement = statement.values({column: bindparam(f"new_{column.name}") for column in stored})
        for pairs in self._differing():
            changed = [self._new_values(source) | self._key_values(source) for source, old in pairs if source and old]
            self.changes.changed += self._execute(statement, changed)
            self._add([source for source, old in pairs if source and not old])
        if self.comparison.tail is not None:
            for rows in pages(self._original, self._table, self.comparison.tail, self.comparison.page_size):
                self.comparison.original_digest.add(rows)
                self._add(rows)
                on_rows(len(rows))

    def remove(self) -> None:
        """Remove rows that the original no longer has."""
        own = {key.parent: None for key in self._table.foreign_keys if key.column.table is self._table}
        if own:  # rows that refer to other rows of the table, which may go first
            forget = update(self._table).where(self._key_matches()).values(own)
            for pairs in self._differing():
                self._execute(forget, [self._key_values(old) for source, old in pairs if old and not source])
        statement = delete(self._table).where(self._key_matches())
        for pairs in self._differing():
            removed = [self._key_values(old) for source, old in pairs if old and not source]
            self.changes.removed += self._execute(statement, removed)

    def _differing(self) -> Iterator[list[RowPair]]:
        """Yield pages of (original's row, copy's row) that differ at this moment."""
        for span in self.comparison.spans:
            source, old = (
                (row for rows in pages(connection, self._table, span, self.comparison.page_size) for row in rows)
                for connection in (self._original, self._target.connection)
            )
            pairs = differing_rows(source, old, self._key)
            while page := list(islice(pairs, self.comparison.page_size)):
                yield page

    def _placeholders(self, unique: UniqueKey, pairs: Sequence[RowPair]) -> list[Values]:
        positions = [self._columns.index(column) for column in unique.columns]
        free = self._columns.index(unique.free)
        return [
            {"placeholder": _placeholder(old[free], self._key(old)), **self._key_values(old)}
            for source, old in pairs
            if old and (source is None or any(source[position] != old[position] for position in positions))
        ]

    def _add(self, rows: Sequence[Row[Any]]) -> None:
        if rows:
            with translating_errors(self._target.location):
                bulk_insert.insert_rows(self._target.connection, self._table, rows)
            self.changes.added += len(rows)
            self._target.checkpoint()

    def _execute(self, statement: Executable, values: list[Values]) -> int:
        """Execute a statement once for each of the values; return how many there were."""
        if values:
            self._target.connection.execute(statement, values)
            self._target.checkpoint()
        return len(values)

    def _key_matches(self) -> Any:
        return and_(*(column == bindparam(f"key_{column.name}") for column in self._primary))

    def _key_values(self, row: Row[Any]) -> Values:
        return {f"key_{column.name}": value for column, value in zip(self._primary, self._key(row), strict=True)}

    def _new_values(self, row: Row[Any]) -> Values:
        return {f"new_{column.name}": value for column, value in zip(self._columns, row, strict=True)}


def _placeholder(value: Any, key: Key) -> Any:
    """Return a value of the same type that no row has; None, which is in nobody's way, stays."""
    if value is None:
        return None
    if isinstance(value, UUID):
        return uuid4()
    return -key[0] if isinstance(value, int) else f"parked {uuid4().hex}"
