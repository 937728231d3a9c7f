"""SQLite connections that go to their thread once for each statement.

aiosqlite runs every call in the connection's own thread, and each way there and back costs more than a small query.
SQLAlchemy makes nine for one SELECT: BEGIN and the statement with a cursor each, the rows, ROLLBACK twice. Here each
statement is one: it takes a BEGIN that waits along and brings its rows back; what has nothing to undo is not undone.
"""

import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, TypeVar, cast

import aiosqlite
from sqlalchemy import make_url

Outcome = tuple[list[Any], Any, int, Any]  # the rows, their description, how many were changed, the last id
Result = TypeVar("Result")


class Cursor:
    """What SQLAlchemy asks of an asynchronous cursor; one statement after the other."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount, self.lastrowid = -1, None
        self.arraysize = 1

    async def __aenter__(self) -> "Cursor":
        """Open it, which costs nothing."""
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "Cursor":
        """Run a statement and fetch what it returns."""
        if sql.startswith("BEGIN"):
            self._connection.begin_with_next(sql)
        else:
            await self._run(lambda cursor: cursor.execute(sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> "Cursor":
        """Run a statement for each of the parameters."""
        await self._run(lambda cursor: cursor.executemany(sql, parameters))
        return self

    async def fetchall(self) -> list[Any]:
        """Return the rows, which are here already."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Let go of the rows."""
        self._rows = []

    async def _run(self, statement: Callable[[sqlite3.Cursor], sqlite3.Cursor]) -> None:
        done = await self._connection.run(statement)
        self._rows, self.description, self.rowcount, self.lastrowid = done


class Connection(aiosqlite.Connection):
    """A connection whose cursors are `Cursor`."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connect, iter_chunk_size=64)
        self._thread.daemon = True  # as SQLAlchemy has it: a connection nobody closed holds up no exit
        self._begin = ""  # waits for the next statement
        self._is_settled = True  # nothing is under way in the thread

    def cursor(self) -> Cursor:  # type: ignore[override]
        """Return a cursor."""
        return Cursor(self)

    def begin_with_next(self, begin: str) -> None:
        """Begin a transaction together with the next statement: before it, none is needed."""
        self._begin = begin

    async def run(self, statement: Callable[[sqlite3.Cursor], sqlite3.Cursor]) -> Outcome:
        """Run a statement in the connection's thread."""
        begin, self._begin = self._begin, ""

        def in_thread() -> Outcome:
            cursor = self._conn.cursor()
            try:
                if begin:
                    cursor.execute(begin)
                statement(cursor)
                rows = cursor.fetchall() if cursor.description else []
                return rows, cursor.description, cursor.rowcount, cursor.lastrowid
            finally:
                cursor.close()

        return await self._settling(self._execute(in_thread))  # type: ignore[no-untyped-call]

    async def rollback(self) -> None:
        """Undo the transaction, if there is one."""
        self._begin = ""
        if self.in_transaction or not self._is_settled:
            await self._settling(super().rollback())

    async def commit(self) -> None:
        """Make the transaction durable, if there is one."""
        self._begin = ""
        if self.in_transaction or not self._is_settled:
            await self._settling(super().commit())

    async def _settling(self, done: Coroutine[Any, Any, Result]) -> Result:
        """Wait for the thread; whoever is cancelled meanwhile leaves it at work, and nobody knows what it will do."""
        self._is_settled = False
        try:
            result = await done
        except Exception:
            self._is_settled = True
            raise
        self._is_settled = True
        return result


def connector(url: str) -> Callable[[], Coroutine[Any, Any, Connection]]:
    """Return what opens a connection to the file of an SQLAlchemy URL."""
    parsed = make_url(url)
    given, named = parsed.get_dialect()().create_connect_args(parsed)

    async def connect() -> Connection:
        return cast(Connection, await Connection(partial(sqlite3.connect, *given, **named)))

    return connect
