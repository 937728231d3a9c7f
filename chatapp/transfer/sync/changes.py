"""Making the copy's rows those of the original, in an order that references and unique values allow.

First, whatever is unique in rows that will go or change is parked, so that it may appear elsewhere; then rows are
changed and added, tables before those that refer to them; then what is gone is removed, the other way round.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Executable, Row, and_, bindparam, delete, update

from chatapp.transfer.sync import loading
from chatapp.transfer.sync.comparison import Comparison, Counted
from chatapp.transfer.sync.connections import translated
from chatapp.transfer.sync.rows import Key, Pair, key_of, pages, unequal
from chatapp.transfer.sync.tables import Unique, uniques
from chatapp.transfer.sync.target import Target

Values = dict[str, Any]


@dataclass
class Changes:
    """How many rows of a table were added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0


class Writer:
    """Brings one table of the copy up to date, in the three steps that all tables take one after the other."""

    def __init__(self, original: Connection, target: Target, found: Comparison) -> None:
        self.found = found
        self.changes = Changes()
        self._original, self._target, self._table = original, target, found.table
        self._columns = list(found.table.columns)
        self._primary = list(found.table.primary_key.columns)
        self._key = key_of(found.table)

    def park(self) -> None:
        """Give up what is unique in rows that will go, or will have something else there."""
        for unique in uniques(self._table):
            taking = update(self._table).where(self._is_it()).values({unique.free: bindparam("parked")})
            for pairs in self._unequal():
                self._execute(taking, self._parked(unique, pairs))

    def write(self, on_rows: Counted) -> None:
        """Change and add what the original has; ``on_rows`` hears of what lies behind the copy's end."""
        changing = update(self._table).where(self._is_it())
        changing = changing.values({column: bindparam(f"new_{column.name}") for column in self._columns})
        for pairs in self._unequal():
            changed = [self._new(ours) | self._of(ours) for ours, theirs in pairs if ours and theirs]
            self.changes.changed += self._execute(changing, changed)
            self._add([ours for ours, theirs in pairs if ours and not theirs])
        if self.found.tail is not None:
            for rows in pages(self._original, self._table, self.found.tail, self.found.size):
                self.found.ours.add(rows)
                self._add(rows)
                on_rows(len(rows))

    def remove(self) -> None:
        """Remove what the original no longer has."""
        removing = delete(self._table).where(self._is_it())
        for pairs in self._unequal():
            gone = [self._of(theirs) for ours, theirs in pairs if theirs and not ours]
            self.changes.removed += self._execute(removing, gone)

    def _unequal(self) -> Iterator[list[Pair]]:
        """Yield the rows that differ now, a page at a time."""
        for span in self.found.spans:
            ours, theirs = (
                (row for rows in pages(connection, self._table, span, self.found.size) for row in rows)
                for connection in (self._original, self._target.connection)
            )
            pairs = unequal(ours, theirs, self._key)
            while together := list(islice(pairs, self.found.size)):
                yield together

    def _parked(self, unique: Unique, pairs: Sequence[Pair]) -> list[Values]:
        places = [self._columns.index(column) for column in unique.columns]
        free = self._columns.index(unique.free)
        return [
            {"parked": _parked(theirs[free], self._key(theirs)), **self._of(theirs)}
            for ours, theirs in pairs
            if theirs and (ours is None or any(ours[place] != theirs[place] for place in places))
        ]

    def _add(self, rows: Sequence[Row[Any]]) -> None:
        if rows:
            with translated(self._target.place):
                loading.add(self._target.connection, self._table, rows)
            self.changes.added += len(rows)
            self._target.settle()

    def _execute(self, statement: Executable, values: list[Values]) -> int:
        """Carry a statement out for each of the values; returns how many."""
        if values:
            self._target.connection.execute(statement, values)
            self._target.settle()
        return len(values)

    def _is_it(self) -> Any:
        return and_(*(column == bindparam(f"key_{column.name}") for column in self._primary))

    def _of(self, row: Row[Any]) -> Values:
        return {f"key_{column.name}": value for column, value in zip(self._primary, self._key(row), strict=True)}

    def _new(self, row: Row[Any]) -> Values:
        return {f"new_{column.name}": value for column, value in zip(self._columns, row, strict=True)}


def _parked(value: Any, key: Key) -> Any:
    """Return something of the same kind that no row has."""
    if isinstance(value, UUID):
        return uuid4()
    return -key[0] if isinstance(value, int) else f"parked {uuid4().hex}"
