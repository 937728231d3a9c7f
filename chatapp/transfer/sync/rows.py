"""Rows in the order of their primary key, a page at a time: however large a table, one page of it is in memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, func, select, tuple_

Key = tuple[Any, ...]
Rows = Iterator[Row[Any]]
Pair = tuple[Row[Any] | None, Row[Any] | None]


@dataclass(frozen=True, slots=True)
class Span:
    """The rows after a key, up to another and with it; None: from the beginning, to the end."""

    after: Key | None = None
    up_to: Key | None = None


def key_of(table: Table) -> Callable[[Sequence[Any]], Key]:
    """Return what finds a row's primary key among its values."""
    places = [list(table.columns).index(column) for column in table.primary_key.columns]
    if len(places) == 1:
        (place,) = places
        return lambda row: (row[place],)
    return itemgetter(*places)


def pages(connection: Connection, table: Table, span: Span, size: int) -> Iterator[Sequence[Row[Any]]]:
    """Yield the rows of a span, at most ``size`` at a time; nothing is held open between two pages."""
    key, after = key_of(table), span.after
    while rows := page(connection, table, Span(after, span.up_to), size):
        yield rows
        after = key(rows[-1])
        if len(rows) < size or after == span.up_to:
            return


def page(connection: Connection, table: Table, span: Span, size: int) -> Sequence[Row[Any]]:
    """Return the first rows of a span, at most ``size``."""
    primary = _comparable(table)
    query: Select[Any] = select(*table.columns).order_by(*table.primary_key.columns).limit(size)
    if span.after is not None:
        query = query.where(primary > _constant(span.after))
    if span.up_to is not None:
        query = query.where(primary <= _constant(span.up_to))
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


def unequal(
    ours: Iterator[Row[Any]], theirs: Iterator[Row[Any]], key: Callable[[Sequence[Any]], Key]
) -> Iterator[Pair]:
    """Yield rows of two ordered streams that differ: (ours, theirs), None where one side has no such key."""
    mine, yours = next(ours, None), next(theirs, None)
    while mine is not None or yours is not None:
        if yours is None or (mine is not None and key(mine) < key(yours)):
            yield mine, None
            mine = next(ours, None)
        elif mine is None or key(yours) < key(mine):
            yield None, yours
            yours = next(theirs, None)
        else:
            if tuple(mine) != tuple(yours):
                yield mine, yours
            mine, yours = next(ours, None), next(theirs, None)


def _comparable(table: Table) -> Any:
    columns = list(table.primary_key.columns)
    return columns[0] if len(columns) == 1 else tuple_(*columns)


def _constant(key: Key) -> Any:
    return key[0] if len(key) == 1 else tuple_(*key)
