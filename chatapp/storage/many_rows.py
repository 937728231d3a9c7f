"""Statements that bring many rows along, on SQLite: ``VALUES (?, ?), (?, ?)``. PostgreSQL is sent lists (`unnested`).

All rows are one step of the driver, in which the event loop goes on. Row by row would take SQLite no longer, but each
row would wait until the loop lets go of the interpreter.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection

from chatapp.storage import fixed_statement

REMEMBERED: Final = 16  # moments: the rows of a group have the same
ROWS: Final = "{rows}"


class ManyRows:
    """A statement with `ROWS` where its rows belong. ``types``: of their columns, in order."""

    def __init__(self, sql: str, types: Sequence[Any]) -> None:
        self._sql, self._types = sql, types
        self._row = f"({', '.join('?' * len(types))})"
        self._converters: Mapping[int, Callable[[Any], Any]] | None = None
        self._of_size = lru_cache(self._written)

    def run(self, connection: Connection, rows: Sequence[Sequence[Any]]) -> int:
        """Run it; returns the id of the last row it has inserted. The ids of a call's rows follow each other.

        Raises:
            DBAPIError: as SQLAlchemy does.
        """
        if self._converters is None:
            of_types = (type_.dialect_impl(connection.dialect) for type_ in self._types)
            found = enumerate(type_.bind_processor(connection.dialect) for type_ in of_types)
            self._converters = {at: lru_cache(REMEMBERED)(convert) for at, convert in found if convert is not None}
        given, width, last = list(chain.from_iterable(rows)), len(self._types), 0
        for at, convert in self._converters.items():
            given[at::width] = map(convert, given[at::width])
        start = 0
        for size in _sizes(len(rows)):
            end = start + size * width
            last = fixed_statement.written(connection, self._of_size(size), given[start:end])
            start = end
        return last

    def _written(self, size: int) -> str:
        return self._sql.replace(ROWS, ", ".join([self._row] * size))


def _sizes(count: int) -> list[int]:
    """Divide rows into batches whose sizes are powers of two, so that few statements serve every count."""
    return [1 << bit for bit in reversed(range(count.bit_length())) if count >> bit & 1]
