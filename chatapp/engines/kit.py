"""What the engines of every database have in common."""

from dataclasses import dataclass

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

LONGEST = 500  # characters of what a database says
POOL_LIMIT = 5.0  # seconds to wait for a connection


@dataclass(frozen=True, slots=True)
class Engines:
    """``reader`` sees one state of the database in each session; ``writer`` and ``direct`` write.

    ``direct`` blocks: a thread carries out whole transactions on it.
    """

    reader: AsyncEngine
    writer: AsyncEngine
    direct: Engine


def begin_with(engine: Engine, statement: str) -> None:
    """Have every transaction of an engine begin with a statement."""

    @event.listens_for(engine, "begin")
    def say(connection: object) -> None:
        connection.exec_driver_sql(statement)  # type: ignore[attr-defined]


def told(error: DBAPIError) -> str:
    """Return what a database said of itself, as one line without a full stop."""
    return " ".join(str(error.orig).split())[:LONGEST].rstrip(" .?")
