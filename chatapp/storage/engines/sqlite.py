"""SQLite: a file in WAL with `synchronous=FULL`, so a commit is durable; one writer at a time, readers never wait."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from chatapp.storage.engines.aiosqlite_batched import connector
from chatapp.storage.engines.engine import POOL_LIMIT, Engines, begin_with
from chatapp.storage.engines.statements import share_statements
from chatapp.storage.fixed_statement import fetched

READERS = 4
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
)


IN_MEMORY = "PRAGMA temp_store=MEMORY"  # what takes back half of a statement is no file: 13 → 7 µs for each of 64 posts


def engines(url: str) -> Engines:
    """Return the engines for a file."""
    direct = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=POOL_LIMIT)
    _set_up(direct, *PRAGMAS, IN_MEMORY)
    _begin_by_driver(direct)
    snapshots = create_engine(url, pool_size=READERS, max_overflow=0, pool_timeout=POOL_LIMIT)
    _set_up(snapshots)
    _begin_when_taken(snapshots)
    return Engines(
        reader=_engine(url, begin="BEGIN", connections=READERS),
        writer=_engine(url, begin="BEGIN IMMEDIATE", connections=1),
        direct=direct,
        readers=READERS,
        snapshots=snapshots,
    )


def _engine(url: str, *, begin: str, connections: int) -> AsyncEngine:
    url = url.replace("sqlite://", "sqlite+aiosqlite://", 1)
    engine = create_async_engine(
        url, async_creator=connector(url), pool_size=connections, max_overflow=0, pool_timeout=POOL_LIMIT
    )
    _set_up(engine.sync_engine)
    begin_with(engine.sync_engine, begin)
    return engine


def _set_up(engine: Engine, *pragmas: str) -> None:
    """Set each new connection of an engine up: its pragmas, and no BEGIN of the driver's own."""
    share_statements(engine)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, so that a reader sees one state and a writer waits
        cursor = connection.cursor()
        for pragma in pragmas or PRAGMAS:
            cursor.execute(pragma)
        cursor.close()


def _begin_by_driver(engine: Engine) -> None:
    """Have every transaction of an engine begin at once, by SQLite's driver: SQLAlchemy takes three times as long."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        fetched(connection, "BEGIN IMMEDIATE", ())


def _begin_when_taken(engine: Engine) -> None:
    """Have each connection begin as it leaves the pool: SQLAlchemy begins with a statement that it makes itself.

    A `FixedStatement` it does not make, so that those of one snapshot would each see another state.
    """

    @event.listens_for(engine, "checkout")
    def begin(connection: Any, _: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
        connection.execute("BEGIN")  # the driver's own; the pool rolls back what it gets back
