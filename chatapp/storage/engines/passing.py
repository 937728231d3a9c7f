"""Transactions that a loss of power may undo: whoever was told of one is asked for it again.

Nothing waits for the disk. What is committed after it, and lasts, makes it last, too.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from sqlalchemy import Connection

UNHURRIED, DURABLE = "PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"  # SQLite takes neither in a transaction
UNHURRIED_LOCAL: Final = "SET LOCAL synchronous_commit TO off"


@contextmanager
def begin_passing(connection: Connection) -> Iterator[None]:
    """Begin such a transaction; commit on leaving, roll back on any exception."""
    if connection.dialect.name != "sqlite":
        with connection.begin():
            connection.exec_driver_sql(UNHURRIED_LOCAL)
            yield
        return
    _say(connection, UNHURRIED)
    try:
        with connection.begin():
            yield
    finally:
        _say(connection, DURABLE)


def _say(connection: Connection, pragma: str) -> None:
    with closing(connection.connection.cursor()) as cursor:  # SQLAlchemy would begin a transaction
        cursor.execute(pragma)
