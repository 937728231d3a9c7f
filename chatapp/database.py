"""Engines: one that writes, one that reads. SQLite runs in WAL with `synchronous=FULL`, so a commit is durable."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import structlog
from sqlalchemy import Engine, Row, Select, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Unavailable
from chatapp.sqlite import connector

log = structlog.get_logger(__name__)

CHECK_LIMIT = 2.0  # seconds to wait for a sign of life
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
)


class Database:
    """The primary's engines. Reading never waits for writing; writing is one transaction at a time on SQLite.

    ``direct`` writes as well, from ``thread`` alone: a whole transaction at once, for what comes in great numbers.
    """

    def __init__(self, sync_url: str) -> None:
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self.direct = create_engine(sync_url, pool_size=1, max_overflow=0, pool_timeout=10)
        _prepare(self.direct, "BEGIN IMMEDIATE")
        url = sync_url.replace("sqlite://", "sqlite+aiosqlite://", 1)
        self.writer = _sqlite_engine(url, begin="BEGIN IMMEDIATE", connections=1)
        self.reader = _sqlite_engine(url, begin="BEGIN", connections=4)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session that sees one state of the database throughout.

        Raises:
            Unavailable: the database cannot be reached.
        """
        async with translated(), AsyncSession(self.reader, expire_on_commit=False) as session:
            yield session

    async def check(self) -> None:
        """Ask the database for a sign of life on both engines.

        Raises:
            Unavailable: there is none.
        """
        for engine in (self.reader, self.writer):
            async with translated(), asyncio.timeout(CHECK_LIMIT), engine.connect() as connection:
                await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self.reader.dispose()
        await self.writer.dispose()
        await asyncio.get_running_loop().run_in_executor(self.thread, self.direct.dispose)
        self.thread.shutdown()


async def rows_of(
    session: AsyncSession, query: Select[Any], parameters: Mapping[str, Any] | None = None
) -> Sequence[Row[Any]]:
    """Run a query for named columns, which SQLModel's `exec` has no type for."""
    connection = await session.connection()
    rows: Sequence[Row[Any]] = (await connection.execute(query, parameters)).all()
    return rows


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Turn "the database is away" into our own error, and log it; every other error is a bug of ours and passes."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError, TimeoutError) as error:
        log.warning("the database cannot be used", error=str(error.__cause__ or error)[:300])
        raise Unavailable from error


def _sqlite_engine(url: str, *, begin: str, connections: int) -> AsyncEngine:
    engine = create_async_engine(
        url, async_creator=connector(url), pool_size=connections, max_overflow=0, pool_timeout=10
    )
    _prepare(engine.sync_engine, begin)
    return engine


def _prepare(engine: Engine, begin: str) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, so that a reader sees one state and a writer waits
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def say_begin(connection: object) -> None:
        connection.exec_driver_sql(begin)  # type: ignore[attr-defined]
