"""aiosqlite connections that switch to their thread once per statement.

aiosqlite runs every call in the connection's thread, and each switch costs more than a small query. SQLAlchemy makes
nine for one SELECT: BEGIN and the statement with a cursor each, the rows, ROLLBACK twice. Here each statement is one:
it carries a pending BEGIN and returns its rows; a transaction that never began is not rolled back.
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
    """The part of an asynchronous cursor that SQLAlchemy uses."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount, self.lastrowid = -1, None
        self.arraysize = 1

    async def __aenter__(self) -> "Cursor":
        """Open the cursor; nothing to do."""
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
        """Return the rows; they were fetched with the statement."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Release the rows."""
        self._rows = []

    async def _run(self, statement: Callable[[sqlite3.Cursor], sqlite3.Cursor]) -> None:
        done = await self._connection.run(statement)
        self._rows, self.description, self.rowcount, self.lastrowid = done


class Connection(aiosqlite.Connection):
    """A connection whose cursors are `Cursor`."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connect, iter_chunk_size=64)
        self._thread.daemon = True  # as in SQLAlchemy: an unclosed connection does not block exit
        self._begin = ""  # sent with the next statement
        self._is_settled = True  # no call is running in the thread

    def cursor(self) -> Cursor:  # type: ignore[override]
        """Return a cursor."""
        return Cursor(self)

    def begin_with_next(self, begin: str) -> None:
        """Begin a transaction together with the next statement."""
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
        """Roll back the transaction, if one began."""
        self._begin = ""
        if self.in_transaction or not self._is_settled:
            await self._settling(super().rollback())

    async def commit(self) -> None:
        """Commit the transaction, if one began."""
        self._begin = ""
        if self.in_transaction or not self._is_settled:
            await self._settling(super().commit())

    async def _settling(self, done: Coroutine[Any, Any, Result]) -> Result:
        """Wait for the thread; if the caller is cancelled meanwhile, the connection stays unsettled."""
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
