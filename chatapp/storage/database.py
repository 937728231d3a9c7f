"""The database as the services use it: reading and writing, and what is told when it is away or refuses.

With a replica, readers read there what the primary had when they asked, or more; see `chatapp/storage/replica/`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from math import inf
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import Row, Select, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Busy, Unavailable
from chatapp.storage.conflicts import translate_db_error
from chatapp.storage.engines import open_engines
from chatapp.storage.engines.connection_queue import ConnectionQueue, LastResponse
from chatapp.storage.engines.engine import POOL_LIMIT, renewing
from chatapp.storage.replica import HealthMonitor, Primary, ReadTarget, RevisionsSeen, Standby
from chatapp.storage.replica.monotonic_reads import marks
from models.postgresql import TAKES_NO_WRITES, is_postgresql

log = structlog.get_logger(__name__)

NOT_SAVING = "Chatapp cannot save just now. Please try again in a moment."
STUCK = 10.0  # seconds
CHECK_LIMIT = 2.0  # seconds for a sign of life: waited for, or since the last one
AWAY = (OperationalError, InterfaceError, PoolTimeoutError, TimeoutError)


def _nothing() -> None:
    """Tell nobody."""


class Database:
    """The primary's engines, for SQLite and for PostgreSQL, and a replica's. Reading never waits for writing.

    ``direct`` writes as well, from ``thread`` alone: a whole transaction at once, for what comes in great numbers.
    ``readers``: connections that read at most, on PostgreSQL, from each server. ``on_saving_changed`` is called when
    it becomes known that nothing can be saved, or that it can again.
    """

    def __init__(
        self, url: str, *, readers: int = 8, replica_url: str = "", on_saving_changed: Callable[[], None] = _nothing
    ) -> None:
        engines = open_engines(url, readers=readers)
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self.reader, self.writer, self.direct = engines.reader, engines.writer, engines.direct
        self._last_response = LastResponse(self.reader.sync_engine)
        self._writers_last_response = LastResponse(self.writer.sync_engine, self.direct)
        self._writing_since = inf
        self.connection_queue = ConnectionQueue(
            engines.readers, self._last_response, limit=POOL_LIMIT, longest=4
        )  # a page is given up after 30 s
        self.watch: HealthMonitor | None = None
        if is_postgresql(url):
            standby = Standby(replica_url, readers=readers) if replica_url else None
            renew = renewing(self.reader.sync_engine, self.writer.sync_engine, self.direct)
            self.watch = HealthMonitor(Primary(url), standby, renew=renew, announce=on_saving_changed)

    @property
    def can_save(self) -> bool:
        """Whether the database takes writes, as far as is known."""
        return self.watch is None or not self.watch.is_away

    @property
    def is_stuck(self) -> bool:
        """Whether a transaction takes longer than any should: nobody else's is carried out meanwhile.

        A commit that waits for a synchronous standby which is away has no limit.
        """
        return monotonic() - self._writing_since > STUCK

    @property
    def seen(self) -> RevisionsSeen | None:
        """How far rooms were when somebody here looked, if that is of any use."""
        return self.watch.seen if self.watch is not None and self.watch.standby is not None else None

    async def open(self) -> None:
        """Begin to watch what is there. Until then everything is read from the primary."""
        if self.watch is not None:
            await self.watch.open()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session that sees one state of the database throughout: what was committed before, or later.

        While the primary is away, that is what its replica has of it.

        Raises:
            Unavailable: the database cannot be reached, or (`Busy`) too many want to read.
        """
        async with self._doubting(), translated():
            source = await self.watch.source() if self.watch is not None else ReadTarget()
            try:
                info = marks(self.seen, is_last_resort=source.is_last_resort) if self.seen is not None else {}
                async with (
                    nullcontext() if source.connection else self.connection_queue.place(),
                    AsyncSession(source.connection or self.reader, expire_on_commit=False, info=info) as session,
                ):
                    yield session
            finally:
                if self.watch is not None:
                    await self.watch.give_back(source)

    @asynccontextmanager
    async def writing(self, turn: asyncio.Lock) -> AsyncIterator[None]:
        """Surround a transaction on ``writer`` or ``direct``; nobody waits for a database that is known to be away.

        ``turn``: is taken for its time.

        Raises:
            Unavailable: the database takes no writes.
        """
        self.require_saving()
        async with turn, self._doubting(), translated():
            self.require_saving()  # whoever was before us may have found that it is away
            self._writing_since = monotonic()
            try:
                yield
            finally:
                self._writing_since = inf

    def require_saving(self) -> None:
        """Refuse whoever wants to write, while the database is known to be away.

        Raises:
            Unavailable: it is.
        """
        if not self.can_save:
            raise Unavailable(NOT_SAVING)

    @asynccontextmanager
    async def _doubting(self) -> AsyncIterator[None]:
        try:
            yield
        except Unavailable as error:
            if self.watch is not None and not isinstance(error, Busy):
                self.watch.doubt()
            raise

    async def check(self) -> None:
        """See whether the database is there, to read and to write; it is not asked if it has just answered somebody.

        Raises:
            Unavailable: it is not.
        """
        if not self._last_response.is_recent(CHECK_LIMIT):
            await self._show_life(self.reader, self._last_response, self.connection_queue.place())
        if self._writers_last_response.is_recent(CHECK_LIMIT):
            return
        if self.watch is None:
            await self._show_life(self.writer, self._writers_last_response, nullcontext())
        elif not await self.watch.is_primary_there(CHECK_LIMIT):  # a writer would keep those of all processes waiting
            raise Unavailable

    async def _show_life(
        self, engine: AsyncEngine, last_response: LastResponse, place: AbstractAsyncContextManager[None]
    ) -> None:
        try:
            async with asyncio.timeout(CHECK_LIMIT), place, engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (DBAPIError, PoolTimeoutError, TimeoutError, Busy) as error:
            if not last_response.is_recent(CHECK_LIMIT):  # else it has answered others meanwhile
                log.warning("the database shows no life", error=str(error)[:300] or type(error).__name__)
                raise Unavailable from error

    async def close(self) -> None:
        """Close every connection."""
        if self.watch is not None:
            await self.watch.close()
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
        Unavailable: it is away, or (`Busy`, `TransactionConflict`) another transaction was in the way.
        Conflict: somebody else took a name or an address a moment ago.
    """
    try:
        yield
    except (DBAPIError, PoolTimeoutError, TimeoutError) as error:
        met = translate_db_error(error) if isinstance(error, DBAPIError) else None
        if met is not None:
            tell = log.warning if type(met) is Busy else log.info
            tell("another transaction was in the way", error=type(met).__name__, cause=str(error.__cause__)[:300])
            raise met from error
        if not isinstance(error, AWAY) and not _is_standby(error):
            raise
        log.warning("the database cannot be used", error=str(error.__cause__ or error)[:300])
        raise Unavailable from error


def _is_standby(error: Exception) -> bool:
    return getattr(getattr(error, "orig", None), "sqlstate", None) == TAKES_NO_WRITES
