"""Transactions that a loss of power may undo: whoever was told of one is asked for it again.

Nothing waits for the disk. What is committed after it, and lasts, makes it last, too.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from sqlalchemy import Connection, Engine

UNHURRIED, DURABLE = "PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"  # SQLite takes neither in a transaction
UNHURRIED_LOCAL: Final = "SET LOCAL synchronous_commit TO off"


@contextmanager
def begin_passing(engine: Engine) -> Iterator[Connection]:
    """Begin such a transaction; commit on leaving, roll back on any exception."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql(UNHURRIED_LOCAL)
            yield connection
        return
    with engine.connect() as connection:
        _say(connection, UNHURRIED)
        try:
            with connection.begin():
                yield connection
        finally:
            _say(connection, DURABLE)


def _say(connection: Connection, pragma: str) -> None:
    with closing(connection.connection.cursor()) as cursor:  # SQLAlchemy would begin a transaction
        cursor.execute(pragma)
