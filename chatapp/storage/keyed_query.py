"""Rows by many keys of several columns: ``(author, client_message_id)``, ``(room, number)``.

Not by ``(a, b) IN (…)``: SQLite looks through the whole table, or a whole index, for two such keys. A million messages
made each post wait for 0.3 s. Joined with the keys as a table, each key is one step into the index, on every database.
SQLite is given them value by value, PostgreSQL as lists (`unnested`).
"""

from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, repeat
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, bindparam, select, union_all
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.unnested import unnested, values_of

WANTED: Final = "wanted"
BATCH: Final = 256  # keys in one statement; SQLite joins at most 500 rows that a statement brings along


class KeyedQuery:
    """A query for the rows whose columns have one of the given keys. Made once, it is compiled once for few sizes."""

    def __init__(self, query: Any, *columns: Any) -> None:
        self._query: Select[Any] = query
        self._columns = columns
        self._of_size = lru_cache(self._made)
        self._names = [_column(index) for index in range(len(columns))]
        self._of_lists: FixedStatement | None = None

    def rows(self, connection: Connection, keys: Collection[tuple[Any, ...]]) -> list[Any]:
        """Return the rows with one of these keys; one statement, on SQLite for each 256 keys; none without keys."""
        if keys and connection.dialect.name == "postgresql":
            return list(self._with_lists().rows(connection, values_of(WANTED, self._names, list(keys))))
        found = list[Any]()
        for batch in _batches(list(keys)):
            statement, values = self._statement(batch)
            found += statement.rows(connection, values)
        return found

    async def rows_in(self, session: AsyncSession, keys: Collection[tuple[Any, ...]]) -> list[Any]:
        """Return the rows with one of these keys, as `rows`, in an asynchronous session."""
        connection = await session.connection()
        return await connection.run_sync(self.rows, keys)

    def _statement(self, keys: Sequence[tuple[Any, ...]]) -> tuple[FixedStatement, dict[str, Any]]:
        size = 1 << (len(keys) - 1).bit_length()  # powers of two, so that few statements serve every number of keys
        filled = chain(keys, repeat((None,) * len(self._columns), size - len(keys)))
        names = _names(size, len(self._columns))
        return self._of_size(size), dict(zip(names, chain.from_iterable(filled), strict=True))

    def _made(self, size: int) -> FixedStatement:
        columns = list(enumerate(self._columns))
        keys = [
            select(*(bindparam(_name(at, index), type_=column.type).label(_column(index)) for index, column in columns))
            for at in range(size)
        ]
        return self._joined((union_all(*keys) if size > 1 else keys[0]).cte(WANTED))

    def _with_lists(self) -> FixedStatement:
        if self._of_lists is None:
            types = zip(self._names, (column.type for column in self._columns), strict=True)
            self._of_lists = self._joined(unnested(WANTED, dict(types)))
        return self._of_lists

    def _joined(self, wanted: Any) -> FixedStatement:
        pairs = zip(self._columns, self._names, strict=True)
        return FixedStatement(self._query.join(wanted, and_(*(column == wanted.c[name] for column, name in pairs))))


def _column(index: int) -> str:
    return f"key_{index}"


def _name(at: int, index: int) -> str:
    return f"key_{at}_{index}"


@cache
def _names(size: int, columns: int) -> tuple[str, ...]:
    return tuple(_name(at, index) for at in range(size) for index in range(columns))


def _batches(keys: list[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
