"""The database as services use it: sessions for reading, turns for writing, and errors translated.

With a replica, sessions read from it what the primary had when they began, or more; see `chatapp/storage/replica/`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy import Row, Select, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Busy, Unavailable
from chatapp.storage.conflicts import translate_db_error
from chatapp.storage.disk import DiskHealth
from chatapp.storage.engines import KeptConnection, open_engines
from chatapp.storage.engines.connection_queue import ConnectionQueue, LastResponse
from chatapp.storage.engines.engine import POOL_LIMIT, renewable
from chatapp.storage.replica.monotonic_reads import RevisionsSeen, session_info
from chatapp.storage.replica.read_target import ReadTarget
from chatapp.storage.snapshot import Snapshot, SnapshotReader, within
from models.postgresql import TAKES_NO_WRITES, is_postgresql

if TYPE_CHECKING:
    from chatapp.storage.replica.health_monitor import HealthMonitor

log = structlog.get_logger(__name__)

NOT_SAVING = "Chatapp can't save right now. Try again in a moment."
STUCK = 10.0  # seconds
CHECK_LIMIT = 2.0  # seconds: for an answer to a check, or since the last answer
P = ParamSpec("P")
Result = TypeVar("Result")

AWAY = (OperationalError, InterfaceError, PoolTimeoutError, TimeoutError)


def _nothing() -> None:
    """Ignore the change."""


def _monitor(
    url: str, replica_url: str, readers: int, renew: Callable[[], None], announce: Callable[[], None]
) -> "HealthMonitor":
    from chatapp.storage.replica.health_monitor import HealthMonitor  # here: see `chatapp.storage.replica`
    from chatapp.storage.replica.primary import Primary
    from chatapp.storage.replica.standby import Standby

    standby = Standby(replica_url, readers=readers) if replica_url else None
    return HealthMonitor(Primary(url), standby, renew=renew, announce=announce)


class Database:
    """Engines of the primary (SQLite or PostgreSQL) and of a standby. Reading never waits for writing.

    ``direct`` writes whole transactions synchronously in ``thread``, on ``kept``. ``readers``: maximum read
    connections to each PostgreSQL server. ``on_saving_changed`` is called when saving becomes impossible or possible.
    """

    def __init__(
        self, url: str, *, readers: int = 8, replica_url: str = "", on_saving_changed: Callable[[], None] = _nothing
    ) -> None:
        engines = open_engines(url, readers=readers)
        self.reader, self.writer, self.direct = engines.reader, engines.writer, engines.direct
        self.thread, self.kept = ThreadPoolExecutor(1, thread_name_prefix="database"), KeptConnection(self.direct)
        self._last_response = LastResponse(self.reader.sync_engine, *filter(None, [engines.snapshots]))
        self._writers_last_response = LastResponse(self.writer.sync_engine, self.direct)
        self.disk = DiskHealth(self.writer.sync_engine, self.direct)
        self._writing_since = inf
        self.connection_queue = ConnectionQueue(
            engines.readers, self._last_response, limit=POOL_LIMIT, max_factor=4
        )  # browsers give up on a page after 30 s
        self._snapshots = SnapshotReader(engines.snapshots, self.connection_queue) if engines.snapshots else None
        self.monitor: HealthMonitor | None = None
        if is_postgresql(url):
            renew = renewable(self.reader.sync_engine, self.writer.sync_engine, self.direct)
            self.monitor = _monitor(url, replica_url, readers, renew, on_saving_changed)

    @property
    def can_save(self) -> bool:
        """Whether the database is believed to accept writes."""
        return self.monitor is None or not self.monitor.is_away

    @property
    def is_stuck(self) -> bool:
        """Whether the running transaction takes longer than any should; all others wait for it.

        A commit that waits for a synchronous standby has no time limit.
        """
        return monotonic() - self._writing_since > STUCK

    @property
    def revisions_seen(self) -> RevisionsSeen | None:
        """The room revisions this process has seen; None without a replica."""
        return self.monitor.revisions_seen if self.monitor is not None and self.monitor.standby is not None else None

    async def open(self) -> None:
        """Start the health monitor. Before that, everything is read from the primary."""
        if self.monitor is not None:
            await self.monitor.open()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session that reads one snapshot, which includes everything committed before this call.

        While the primary is away, the snapshot is the standby's.

        Raises:
            Unavailable: the database cannot be reached, or (`Busy`) too many readers wait.
        """
        async with self._reporting_failures(), translated():
            target = await self.monitor.read_target() if self.monitor is not None else ReadTarget()
            try:
                info = (
                    session_info(self.revisions_seen, is_standby_only=target.is_standby_only)
                    if self.revisions_seen is not None
                    else {}
                )
                async with (
                    nullcontext() if target.connection else self.connection_queue.slot(),
                    AsyncSession(target.connection or self.reader, expire_on_commit=False, info=info) as session,
                ):
                    yield session
            finally:
                if self.monitor is not None:
                    await self.monitor.release(target)

    async def read(
        self, query: Callable[Concatenate[Snapshot, P], Result], *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        """Return what ``query`` finds in one snapshot, as `reading` would give it. ``query`` must be quick.

        Raises as `reading`, and what ``query`` raises.
        """
        if self._snapshots is None:
            async with self.reading() as session:
                return await within(session, query, *args, **kwargs)
        async with translated():
            return await self._snapshots.read(query, *args, **kwargs)

    @asynccontextmanager
    async def writing(self, turn: asyncio.Lock) -> AsyncIterator[None]:
        """Guard a transaction on ``writer`` or ``direct``: hold ``turn``, translate errors, fail fast if away.

        Raises:
            Unavailable: the database does not accept writes.
        """
        self.require_saving()
        async with turn, self._reporting_failures(), translated():
            self.require_saving()  # the transaction before this one may have found it away
            self._writing_since = monotonic()
            try:
                with self.disk.following():
                    yield
            finally:
                self._writing_since = inf

    def require_saving(self) -> None:
        """Fail fast while the database is known to be away.

        Raises:
            Unavailable: it does not accept writes.
        """
        if not self.can_save:
            raise Unavailable(NOT_SAVING)

    @asynccontextmanager
    async def _reporting_failures(self) -> AsyncIterator[None]:
        try:
            yield
        except Unavailable as error:
            if self.monitor is not None and not isinstance(error, Busy):
                self.monitor.check_soon()
            raise

    async def check(self) -> None:
        """Check that the database can be read and written; a recent answer to anybody counts.

        Raises:
            Unavailable: it cannot.
        """
        if not self._last_response.is_recent(CHECK_LIMIT):
            await self._ping(self.reader, self._last_response, self.connection_queue.slot())
        if self._writers_last_response.is_recent(CHECK_LIMIT):
            return
        if self.monitor is None:
            await self._ping(self.writer, self._writers_last_response, nullcontext())
        elif not await self.monitor.is_primary_there(
            CHECK_LIMIT
        ):  # a probe write would block the writers of all processes
            raise Unavailable

    async def _ping(
        self, engine: AsyncEngine, last_response: LastResponse, slot: AbstractAsyncContextManager[None]
    ) -> None:
        try:
            async with asyncio.timeout(CHECK_LIMIT), slot, engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (DBAPIError, PoolTimeoutError, TimeoutError, Busy) as error:
            if not last_response.is_recent(CHECK_LIMIT):  # otherwise it answered somebody else meanwhile
                log.warning("database does not answer", error=str(error)[:300] or type(error).__name__)
                raise Unavailable from error

    async def close(self) -> None:
        """Close every connection."""
        if self.monitor is not None:
            await self.monitor.close()
        await self.reader.dispose()
        await self.writer.dispose()
        if self._snapshots is not None:
            await self._snapshots.close()
        await asyncio.get_running_loop().run_in_executor(self.thread, self.kept.close)
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
    """Translate database errors to Chatapp's; programming errors pass through.

    Raises:
        Unavailable: the database is away, or (`Busy`, `TransactionConflict`) another transaction was in the way.
        Conflict: a unique name or address was taken a moment ago.
    """
    try:
        yield
    except (DBAPIError, PoolTimeoutError, TimeoutError) as error:
        met = translate_db_error(error) if isinstance(error, DBAPIError) else None
        if met is not None:
            tell = log.warning if type(met) is Busy else log.info
            tell("transaction conflict", error=type(met).__name__, cause=str(error.__cause__)[:300])
            raise met from error
        if not isinstance(error, AWAY) and not _is_standby(error):
            raise
        log.warning("database unavailable", error=str(error.__cause__ or error)[:300])
        raise Unavailable from error


def _is_standby(error: Exception) -> bool:
    return getattr(getattr(error, "orig", None), "sqlstate", None) == TAKES_NO_WRITES
