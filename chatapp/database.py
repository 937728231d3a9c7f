"""The database as the services use it: reading and writing, and what is told when it is away or refuses."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import structlog
from sqlalchemy import Row, Select, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.collisions import collision
from chatapp.engines import open_engines
from chatapp.errors import Unavailable
from models.postgresql import TAKES_NO_WRITES

log = structlog.get_logger(__name__)

CHECK_LIMIT = 2.0  # seconds to wait for a sign of life
AWAY = (OperationalError, InterfaceError, PoolTimeoutError, TimeoutError)


class Database:
    """The primary's engines, for SQLite and for PostgreSQL. Reading never waits for writing.

    ``direct`` writes as well, from ``thread`` alone: a whole transaction at once, for what comes in great numbers.
    ``readers``: connections that read at most, on PostgreSQL.
    """

    def __init__(self, url: str, *, readers: int = 8) -> None:
        engines = open_engines(url, readers=readers)
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self.reader, self.writer, self.direct = engines.reader, engines.writer, engines.direct

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
    """Turn what the database says of itself, or of another transaction, into our own errors; bugs of ours pass.

    Raises:
        Unavailable: it is away, or (`Collision`) another transaction was in the way.
        Conflict: somebody else took a name or an address a moment ago.
    """
    try:
        yield
    except (DBAPIError, PoolTimeoutError, TimeoutError) as error:
        met = collision(error) if isinstance(error, DBAPIError) else None
        if met is not None:
            log.info("two transactions met", error=type(met).__name__)
            raise met from error
        if not isinstance(error, AWAY) and not _is_standby(error):
            raise
        log.warning("the database cannot be used", error=str(error.__cause__ or error)[:300])
        raise Unavailable from error


def _is_standby(error: Exception) -> bool:
    return getattr(getattr(error, "orig", None), "sqlstate", None) == TAKES_NO_WRITES
