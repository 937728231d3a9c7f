"""Read connections to the standby. Each is verified by itself: one address may lead to several servers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from psycopg import Error
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection

from chatapp.errors import Busy
from chatapp.storage.engines.connection_queue import ConnectionQueue, LastResponse
from chatapp.storage.engines.engine import renewable
from chatapp.storage.engines.postgresql import read_engine
from chatapp.storage.replica.abandonable import Abandonable
from chatapp.storage.replica.primary import Position
from chatapp.storage.replica.read_target import StandbyState
from chatapp.storage.replica.server import REPLAY_LSN, Server, query_position, query_server

log = structlog.get_logger(__name__)

ANSWER = 2.0  # seconds
PAUSES = (0.002, 0.004, 0.008, 0.016)  # seconds to wait for a standby that is slightly behind
VERIFIED = "verified"  # in a connection's info: the primary its server was verified against
UNREACHABLE = (DBAPIError, InvalidRequestError, PoolTimeoutError, Error, OSError, TimeoutError)


class Standby:
    """A pool of read connections. ``state`` and ``why`` are from the last check."""

    def __init__(self, url: str, *, readers: int) -> None:
        self._abandonable = Abandonable()
        self._engine = read_engine(url, readers=readers + 1, looks_for="prefer-standby")  # one more for health checks
        self._queue = ConnectionQueue(readers, LastResponse(self._engine.sync_engine), limit=ANSWER, max_factor=1)
        self.renew = renewable(self._engine.sync_engine)  # replaces pooled connections: they may lead to another server
        self.state, self.why = StandbyState.BYPASSED, "it hasn't been checked yet"
        self.behind = 0  # bytes of the primary's log

    def set_state(self, state: StandbyState, why: str = "") -> None:
        """Set the state and log a change; ``why``: the end of a sentence."""
        if (state, why) != (self.state, self.why):
            tell = log.info if state == StandbyState.OK else log.warning
            tell("replica state changed", state=str(state), reason=why)
        self.state, self.why = state, why

    async def connection(self, primary: Server, position: Position, *, is_away: bool = False) -> AsyncConnection | None:
        """Return a connection that has replayed up to ``position``; the caller must `release` it.

        None: not available now. ``state`` says why; if it is OK, all connections are in use.
        """
        try:
            await self._queue.acquire()
        except Busy:
            return None
        except TimeoutError as error:
            self._mark_unreachable(error)
            return None
        connection: AsyncConnection | None = None
        try:
            connection = await self._connect_within_limit(primary, position, is_away=is_away)
        finally:
            if connection is None:
                self._queue.release()
        return connection

    async def has_reached(self, primary: Server, position: Position) -> bool:
        """Say whether the standby has replayed up to ``position``, without queueing for a connection."""
        connection = await self._connect_within_limit(primary, position)
        await _close(connection)
        return connection is not None

    async def release(self, connection: AsyncConnection) -> None:
        """Return a connection to the pool."""
        try:
            await _close(connection)
        finally:
            self._queue.release()

    async def inspect(self, primary: Server, *, is_away: bool = False) -> Server | None:
        """Query the standby and set the state if it is unfit; None: it cannot be used."""
        try:
            server = await self._abandonable.within(ANSWER, self._query())
        except UNREACHABLE as error:
            self._mark_unreachable(error)
            return None
        if why := server.reason_unfit(primary, is_away=is_away):
            self.set_state(StandbyState.BYPASSED, why)
            return None
        return server

    async def close(self) -> None:
        """Close every connection."""
        await self._abandonable.close()
        await self._engine.dispose()

    async def _connect_within_limit(
        self, primary: Server, position: Position, *, is_away: bool = False
    ) -> AsyncConnection | None:
        try:
            return await self._abandonable.within(ANSWER, self._connect_at(primary, position, is_away), _close)
        except UNREACHABLE as error:
            self._mark_unreachable(error)
            return None

    async def _connect_at(self, primary: Server, position: Position, is_away: bool) -> AsyncConnection | None:
        connection = await self._engine.connect()
        try:
            if await self._has_replayed(connection, primary, position, is_away):
                return connection
        except BaseException:
            await asyncio.shield(_invalidate(connection))
            raise
        await _close(connection)
        return None

    async def _has_replayed(
        self, connection: AsyncConnection, primary: Server, position: Position, is_away: bool
    ) -> bool:
        pooled = await connection.get_raw_connection()
        async with _autocommit(pooled.driver_connection) as driver:
            if pooled.info.get(VERIFIED) != position.connection:
                if why := (await query_server(driver)).reason_unfit(primary, is_away=is_away):
                    self.set_state(StandbyState.BYPASSED, why)
                    return False
                pooled.info[VERIFIED] = position.connection
            for pause in (*PAUSES, None):
                self.behind = max(0, position.at - await query_position(driver, REPLAY_LSN))
                if not self.behind:
                    return True
                if pause is not None:
                    await asyncio.sleep(pause)
        self.set_state(StandbyState.LAGGING, "it is behind the primary")
        return False

    async def _query(self) -> Server:
        async with self._engine.connect() as connection:
            try:
                async with _autocommit((await connection.get_raw_connection()).driver_connection) as driver:
                    return await query_server(driver)
            except BaseException:
                await asyncio.shield(_invalidate(connection))
                raise

    def _mark_unreachable(self, error: BaseException) -> None:
        self.set_state(StandbyState.BYPASSED, "it can't be reached")
        log.info("replica does not answer", reason=" ".join(str(error).split())[:200] or type(error).__name__)


async def _invalidate(connection: AsyncConnection) -> None:
    """Close a connection whose protocol state is unknown."""
    await connection.invalidate()
    await connection.close()


async def _close(connection: AsyncConnection | None) -> None:
    """Close a connection, even if the caller is cancelled meanwhile."""
    if connection is not None:
        await asyncio.shield(connection.close())


@asynccontextmanager
async def _autocommit(driver: Any) -> AsyncIterator[Any]:
    """Run statements outside a transaction: the reader's snapshot must begin after the last of them."""
    await driver.set_autocommit(True)
    yield driver
    await driver.set_autocommit(False)
