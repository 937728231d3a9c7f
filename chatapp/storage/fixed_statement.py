"""Statements that are made once, for what is done all day: they go straight to the database's driver.

SQLAlchemy takes 50 to 100 µs for a statement it knows already, SQLite itself ten, PostgreSQL's driver twenty; a lone
post has seven. Only what the statement returns and what its parameters are is converted here, by SQLAlchemy's own
types; lists for PostgreSQL are written as its own text, which its driver takes five times as long for. Whoever listens
to engines (`DiskHealth`, `LastResponse`) hears of all statements on PostgreSQL; on SQLite, whose file always answers,
only of what is `written` with many rows.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import lru_cache
from operator import methodcaller
from typing import Any, Final, TypeVar

from sqlalchemy import ARRAY, Connection, Dialect, TextClause, Uuid
from sqlalchemy.exc import DBAPIError

from chatapp.storage.array_text import array_text
from models.utc_datetime import UtcDateTime

REMEMBERED: Final = 512  # values of one column
FETCH_ALL: Final = methodcaller("fetchall")

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
Result = TypeVar("Result")


class FixedStatement:
    """A statement with named parameters, some of which may be lists for an expanding ``IN``. Safe in any thread."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}  # by the name of the dialect

    def rows(self, connection: Connection, values: Values) -> Sequence[Any]:
        """Run it; returns all of its rows, as tuples that know the names of their columns.

        Raises:
            DBAPIError: as SQLAlchemy does.
        """
        if (compiled := self._compiled.get(connection.dialect.name)) is None:
            compiled = self._compiled[connection.dialect.name] = _Compiled(self._statement, connection.dialect)
        return compiled.rows(connection, values)

    def first(self, connection: Connection, values: Values) -> Any:
        """Run it; returns its first row, or None. Raises as `rows`."""
        return next(iter(self.rows(connection, values)), None)


class _Compiled:
    """A statement as a driver takes it, with what converts its parameters and columns."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        self._compiled = statement.compile(dialect=_positional(dialect))
        binds = self._compiled.binds
        self._missing = {name: None for name, bound in binds.items() if bound.required}
        self._lists = [name for name in self._missing if binds[name].expanding]
        self._converters_of = {name: _binder(bound, dialect) for name, bound in binds.items()}
        self._of_sizes: dict[tuple[int, ...], _Written] = {}
        columns = () if isinstance(statement, TextClause) else tuple(statement.exported_columns)
        row: Any = namedtuple("Row", [column.key for column in columns], rename=True) if columns else None
        self._row: Convert = row._make if row else tuple
        converters = [_converter(column, dialect) for column in columns]
        self._converters = [(at, convert) for at, convert in enumerate(converters) if convert is not None]

    def rows(self, connection: Connection, values: Values) -> list[Any]:
        """Run it; returns its rows, converted."""
        sizes = tuple(_size(values[name]) for name in self._lists)
        written = self._of_sizes.get(sizes) or self._write(sizes)
        given = list[Any]()
        for name, size, default, convert in written.parameters:
            if size:
                given += _filled(values[name], size) if convert is None else map(convert, _filled(values[name], size))
            else:
                value = values.get(name, default)
                given.append(value if convert is None else convert(value))
        return [self._converted(row) for row in fetched(connection, written.sql, given)]

    def _write(self, sizes: tuple[int, ...]) -> "_Written":
        lists = {name: [None] * size for name, size in zip(self._lists, sizes, strict=True)}
        written = self._of_sizes[sizes] = _Written(self._compiled, self._missing | lists, self._converters_of)
        return written

    def _converted(self, row: Sequence[Any]) -> Any:
        values = list(row)
        for at, convert in self._converters:
            if (value := values[at]) is not None:
                values[at] = convert(value)
        return self._row(values)


class _Written:
    """The text of a statement whose lists have a length, and its parameters: name, length of a list or 0, default."""

    def __init__(self, compiled: Any, values: Values, converters: Mapping[str, Convert | None]) -> None:
        state = compiled.construct_expanded_state(values)
        parts = {name: parts for name, parts in state.parameter_expansion.items() if name in values}
        firsts = {expanded[0]: name for name, expanded in parts.items() if expanded}
        others = {part for expanded in parts.values() for part in expanded[1:]}  # they follow the first, in order
        self.sql: str = state.statement
        self.parameters: list[tuple[str, int, Any, Convert | None]] = []
        for part in state.positiontup or ():
            if part not in others:
                name = firsts.get(part, part)
                convert = converters.get(name) or state.processors.get(part)
                self.parameters.append((name, len(parts.get(name, ())), state.parameters[part], convert))


def fetched(connection: Connection, sql: str, given: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """Run a statement as the driver takes it; returns all of its rows."""
    if connection.dialect.name == "sqlite":
        return _run(connection, sql, given, FETCH_ALL)
    return _fetched_from_server(connection, sql, given)


def _fetched_from_server(connection: Connection, sql: str, given: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """Run a statement as the driver of PostgreSQL takes it; returns all of its rows. Whoever listens hears of it.

    Whatever interrupts it is SQLAlchemy's to judge: whether the connection can still be used, and what is raised.
    """
    cursor: Any = None
    try:
        cursor = connection.connection.cursor()
        cursor.execute(sql, given)
        connection.dispatch.after_cursor_execute(connection, cursor, sql, given, None, False)  # as SQLAlchemy does
        rows: Sequence[Sequence[Any]] = cursor.fetchall() if cursor.description else []
        cursor.close()
    except BaseException as error:
        connection._handle_dbapi_exception(error, sql, given, cursor, None)
    return rows


def written(connection: Connection, sql: str, given: Sequence[Any]) -> int:
    """Run a statement on SQLite that writes and returns no rows; returns the id of the last row it has inserted.

    Whoever listens to the engine hears of it.
    """

    def tell(cursor: Any) -> int:
        connection.dispatch.after_cursor_execute(connection, cursor, sql, given, None, False)  # as SQLAlchemy does
        last: int = cursor.lastrowid or 0
        return last

    return _run(connection, sql, given, tell)


def _run(connection: Connection, sql: str, given: Sequence[Any], finish: Callable[[sqlite3.Cursor], Result]) -> Result:
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(sql, given)
        return finish(cursor)
    except sqlite3.Error as error:
        raise DBAPIError.instance(sql, given, error, sqlite3.Error, dialect=connection.dialect) from error
    finally:
        cursor.close()


def _size(values: Sequence[Any]) -> int:
    return 1 << (len(values) - 1).bit_length() if values else 0  # few texts serve lists of any length


def _filled(values: Sequence[Any], size: int) -> Sequence[Any]:
    """Return a list of this length: the last value fills it up."""
    missing = size - len(values)
    return [*values, *[values[-1]] * missing] if missing else values


def _converter(column: Any, dialect: Dialect) -> Convert | None:
    """Return what converts a column's values. UUIDs and moments are remembered: few authors wrote most of a page."""
    convert: Convert | None = _impl(column, dialect).result_processor(dialect, None)
    return lru_cache(REMEMBERED)(convert) if convert and isinstance(column.type, Uuid | UtcDateTime) else convert


def _binder(bound: Any, dialect: Dialect) -> Convert | None:
    """Return what converts a parameter's value."""
    if not isinstance(bound.type, ARRAY):
        return _impl(bound, dialect).bind_processor(dialect)  # type: ignore[no-any-return]
    convert = bound.type.item_type.dialect_impl(dialect).bind_processor(dialect)
    return array_text if convert is None else lambda values: array_text(map(convert, values))


def _positional(dialect: Dialect) -> Dialect:
    """Return a dialect whose parameters have no names: drivers take those in a third less time."""
    if dialect.positional:
        return dialect
    positional = copy(dialect)
    positional.paramstyle, positional.positional = "format", True
    return positional


def _impl(typed: Any, dialect: Dialect) -> Any:
    """Return the type of a parameter or a column, as a database has it."""
    return typed.type.dialect_impl(dialect)
