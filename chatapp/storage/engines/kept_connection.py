"""The connection on which one thread writes whole transactions: on SQLite it is kept from one to the next.

A pool looks a connection out, prepares it and resets it, and SQLAlchemy takes three times as long as SQLite's driver to
say BEGIN (`sqlite.py`): without them the thread takes 0.89 times as long for a lone post
(`docs/decisions/0083-what-a-cancelled-post-leaves.md`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from chatapp.storage.engines.passing import begin_passing


class KeptConnection:
    """Used by one thread at a time. ``is_busy``: whether a transaction is under way."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_kept = engine.dialect.name == "sqlite"  # elsewhere the pool knows when one is to be replaced
        self._connection: Connection | None = None
        self.is_busy = False

    @contextmanager
    def begin(self, *, is_lasting: bool = True) -> Iterator[Connection]:
        """Begin a transaction; commit on leaving, roll back on any exception, after which another one is used.

        ``is_lasting``: whether the commit waits for the disk.
        """
        connection, self._connection = self._connection or self._engine.connect(), None
        self.is_busy = True
        try:
            with connection.begin() if is_lasting else begin_passing(connection):
                yield connection
        except BaseException:
            connection.close()
            raise
        finally:
            self.is_busy = False
        if self._is_kept:
            self._connection = connection
        else:
            connection.close()

    def close(self) -> None:
        """Let it go, and all that the engine holds."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._engine.dispose()
