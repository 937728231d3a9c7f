"""Rows in the order of their primary key, a page at a time, so that one page of a table is in memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, func, select, tuple_

Key = tuple[Any, ...]
Rows = Iterator[Row[Any]]
RowPair = tuple[Row[Any] | None, Row[Any] | None]


@dataclass(frozen=True, slots=True)
class Span:
    """The rows with ``after`` < key <= ``up_to``; None: no limit."""

    after: Key | None = None
    up_to: Key | None = None


def key_of(table: Table) -> Callable[[Sequence[Any]], Key]:
    """Return a function that takes a row and returns its primary key."""
    positions = [list(table.columns).index(column) for column in table.primary_key.columns]
    if len(positions) == 1:
        (position,) = positions
        return lambda row: (row[position],)
    return itemgetter(*positions)


def pages(connection: Connection, table: Table, span: Span, size: int) -> Iterator[Sequence[Row[Any]]]:
    """Yield the rows of a span, at most ``size`` at a time, one query each."""
    key, after = key_of(table), span.after
    while rows := page(connection, table, Span(after, span.up_to), size):
        yield rows
        after = key(rows[-1])
        if len(rows) < size or after == span.up_to:
            return


def page(connection: Connection, table: Table, span: Span, size: int) -> Sequence[Row[Any]]:
    """Return the first rows of a span, in the order of the key, at most ``size``."""
    primary = _key_columns(table)
    query: Select[Any] = select(*table.columns).order_by(*table.primary_key.columns).limit(size)
    if span.after is not None:
        query = query.where(primary > _literal_key(span.after))
    if span.up_to is not None:
        query = query.where(primary <= _literal_key(span.up_to))
    return connection.execute(query).all()


def last_key(connection: Connection, table: Table) -> Key | None:
    """Return the greatest primary key of a table; None if it is empty."""
    columns = table.primary_key.columns
    query: Select[Any] = select(*columns).order_by(*(column.desc() for column in columns)).limit(1)
    found = connection.execute(query).first()
    return None if found is None else tuple(found)


def count(connection: Connection, table: Table) -> int:
    """Return how many rows a table has."""
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def differing_rows(
    first: Iterator[Row[Any]], second: Iterator[Row[Any]], key: Callable[[Sequence[Any]], Key]
) -> Iterator[RowPair]:
    """Yield pairs of rows that differ between two ordered streams; None where a stream has no such key."""
    left, right = next(first, None), next(second, None)
    while left is not None or right is not None:
        if right is None or (left is not None and key(left) < key(right)):
            yield left, None
            left = next(first, None)
        elif left is None or key(right) < key(left):
            yield None, right
            right = next(second, None)
        else:
            if tuple(left) != tuple(right):
                yield left, right
            left, right = next(first, None), next(second, None)


def _key_columns(table: Table) -> Any:
    columns = list(table.primary_key.columns)
    return columns[0] if len(columns) == 1 else tuple_(*columns)


def _literal_key(key: Key) -> Any:
    return key[0] if len(key) == 1 else tuple_(*key)
