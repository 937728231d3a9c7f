"""A statement for each of many rows, which SQLite's driver runs in one call.

One statement with the values of all rows is a program of its own for each number of them, and takes SQLite twice as
long: 13 µs a message of a group of 64, against 6. PostgreSQL is sent lists instead (`unnested`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection

from chatapp.storage import fixed_statement

REMEMBERED: Final = 16  # moments: the rows of a group have the same


class EachRow:
    """A statement without rows of its own, on SQLite. ``types``: its parameters' names and types, in their order."""

    def __init__(self, sql: str, types: Mapping[str, Any]) -> None:
        self._sql, self._types = sql, types
        self._converters: list[tuple[int, Callable[[Any], Any]]] | None = None

    def run(self, connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
        """Run it for each of these rows of parameters.

        Raises:
            DBAPIError: as SQLAlchemy does.
        """
        if self._converters is None:
            of_types = (type_.dialect_impl(connection.dialect) for type_ in self._types.values())
            found = enumerate(type_.bind_processor(connection.dialect) for type_ in of_types)
            self._converters = [(at, lru_cache(REMEMBERED)(convert)) for at, convert in found if convert is not None]
        given = list(map(list, rows))
        for at, convert in self._converters:
            for row in given:
                row[at] = convert(row[at])
        fixed_statement.run_for_each(connection, self._sql, given)
