"""What the engines of every database have in common."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

LONGEST = 500  # characters of what a database says
AGE = "age"  # of a connection's record
POOL_LIMIT = 5.0  # seconds to wait for a connection


@dataclass(frozen=True, slots=True)
class Engines:
    """``reader`` sees one state of the database in each session; ``writer`` and ``direct`` write.

    ``direct`` blocks: a thread carries out whole transactions on it. ``readers``: how many connections ``reader`` has.
    ``snapshots`` blocks, too: threads read whole snapshots on it; None where ``reader``'s driver needs no thread.
    """

    reader: AsyncEngine
    writer: AsyncEngine
    direct: Engine
    readers: int
    snapshots: Engine | None = None


def begin_with(engine: Engine, statement: str) -> None:
    """Have every transaction of an engine begin with a statement."""

    @event.listens_for(engine, "begin")
    def say(connection: object) -> None:
        connection.exec_driver_sql(statement)  # type: ignore[attr-defined]


def renewable(*engines: Engine) -> Callable[[], None]:
    """Return a function that has each connection that is open when it's called replaced before its next use.

    `dispose` would forget the connections in use, and they would never be closed.
    """
    age = 0

    def renew() -> None:
        nonlocal age
        age += 1

    def born(_: object, record: ConnectionPoolEntry) -> None:
        record.info[AGE] = age

    def is_used(_: object, record: ConnectionPoolEntry, __: object) -> None:
        if record.info[AGE] != age:
            raise DisconnectionError

    for engine in engines:
        event.listen(engine, "connect", born)
        event.listen(engine, "checkout", is_used)
    return renew


def error_text(error: DBAPIError) -> str:
    """Return what a database said of itself, as one line without a full stop."""
    return " ".join(str(error.orig).split())[:LONGEST].rstrip(" .?")
