"""The replica's connections. Each says for itself how far it is: behind one address there may be several servers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

import structlog
from psycopg import Error
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection

from chatapp.errors import Busy
from chatapp.storage.engines.connection_queue import ConnectionQueue, LastResponse
from chatapp.storage.engines.engine import renewing
from chatapp.storage.engines.postgresql import read_engine
from chatapp.storage.replica.abandonable import Abandonable
from chatapp.storage.replica.primary import Position
from chatapp.storage.replica.server import REPLAYED, Server, ask, ask_position

log = structlog.get_logger(__name__)

ANSWER = 2.0  # seconds
PAUSES = (0.002, 0.004, 0.008, 0.016)  # seconds to wait for a standby that is a moment behind
FITS = "fits"  # of a connection's info: the primary that its server was found to repeat
GONE = (DBAPIError, InvalidRequestError, PoolTimeoutError, Error, OSError, TimeoutError)


class StandbyState(StrEnum):
    """What a replica is good for: everything, nothing just now because it is behind, or nothing."""

    OK = "ok"
    LAGGING = "lagging"
    BYPASSED = "bypassed"


class Standby:
    """A pool of connections that read. ``state`` and ``why`` are what was found last."""

    def __init__(self, url: str, *, readers: int) -> None:
        self._patience = Abandonable()
        self._engine = read_engine(url, readers=readers + 1, looks_for="prefer-standby")  # one to look at it
        self._line = ConnectionQueue(readers, LastResponse(self._engine.sync_engine), limit=ANSWER, longest=1)
        self.renew = renewing(self._engine.sync_engine)  # has connections replaced: they may lead to another server
        self.state, self.why = StandbyState.BYPASSED, "it has not been looked at yet"
        self.behind = 0  # bytes of the primary's log

    def become(self, state: StandbyState, why: str = "") -> None:
        """Note what the replica is good for from now on; ``why``: the end of a sentence."""
        if (state, why) != (self.state, self.why):
            tell = log.info if state == StandbyState.OK else log.warning
            tell("the replica", state=str(state), why=why)
        self.state, self.why = state, why

    async def connection(self, primary: Server, goal: Position, *, is_away: bool = False) -> AsyncConnection | None:
        """Return a connection to a standby of ``primary`` that shows all up to ``goal``, for the caller to `give_back`.

        None: there is none just now. `state` says why, unless it is OK: then too many read there already.
        """
        try:
            await self._line.enter()
        except Busy:
            return None
        except TimeoutError as error:
            self._lost(error)
            return None
        connection: AsyncConnection | None = None
        try:
            connection = await self._tried(primary, goal, is_away=is_away)
        finally:
            if connection is None:
                self._line.leave()
        return connection

    async def is_at(self, primary: Server, goal: Position) -> bool:
        """Say whether it shows all up to ``goal``, without waiting for those who read there."""
        connection = await self._tried(primary, goal)
        await _closed(connection)
        return connection is not None

    async def give_back(self, connection: AsyncConnection) -> None:
        """Let others have a connection, whatever becomes of whoever had it."""
        try:
            await _closed(connection)
        finally:
            self._line.leave()

    async def look(self, primary: Server, *, is_away: bool = False) -> Server | None:
        """Ask the replica about itself and note it if it is none; None: it is of no use."""
        try:
            server = await self._patience.within(ANSWER, self._asked())
        except GONE as error:
            self._lost(error)
            return None
        if why := server.unfit_for(primary, is_away=is_away):
            self.become(StandbyState.BYPASSED, why)
            return None
        return server

    async def close(self) -> None:
        """Close every connection."""
        await self._patience.close()
        await self._engine.dispose()

    async def _tried(self, primary: Server, goal: Position, *, is_away: bool = False) -> AsyncConnection | None:
        try:
            return await self._patience.within(ANSWER, self._far_enough(primary, goal, is_away), _closed)
        except GONE as error:
            self._lost(error)
            return None

    async def _far_enough(self, primary: Server, goal: Position, is_away: bool) -> AsyncConnection | None:
        connection = await self._engine.connect()
        try:
            if await self._is_far_enough(connection, primary, goal, is_away):
                return connection
        except BaseException:
            await asyncio.shield(_thrown_away(connection))
            raise
        await _closed(connection)
        return None

    async def _is_far_enough(self, connection: AsyncConnection, primary: Server, goal: Position, is_away: bool) -> bool:
        pooled = await connection.get_raw_connection()
        async with _answering(pooled.driver_connection) as driver:
            if pooled.info.get(FITS) != goal.connection:
                if why := (await ask(driver)).unfit_for(primary, is_away=is_away):
                    self.become(StandbyState.BYPASSED, why)
                    return False
                pooled.info[FITS] = goal.connection
            for pause in (*PAUSES, None):
                self.behind = max(0, goal.at - await ask_position(driver, REPLAYED))
                if not self.behind:
                    return True
                if pause is not None:
                    await asyncio.sleep(pause)
        self.become(StandbyState.LAGGING, "it is behind the primary")
        return False

    async def _asked(self) -> Server:
        async with self._engine.connect() as connection:
            try:
                async with _answering((await connection.get_raw_connection()).driver_connection) as driver:
                    return await ask(driver)
            except BaseException:
                await asyncio.shield(_thrown_away(connection))
                raise

    def _lost(self, error: BaseException) -> None:
        self.become(StandbyState.BYPASSED, "it cannot be reached")
        log.info("the replica does not answer", why=" ".join(str(error).split())[:200] or type(error).__name__)


async def _thrown_away(connection: AsyncConnection) -> None:
    """Close a connection of which nobody knows what it is doing."""
    await connection.invalidate()
    await connection.close()


async def _closed(connection: AsyncConnection | None) -> None:
    """Close a connection, whoever is cancelled meanwhile."""
    if connection is not None:
        await asyncio.shield(connection.close())


@asynccontextmanager
async def _answering(driver: Any) -> AsyncIterator[Any]:
    """Have each statement answered on its own: the state that a reader sees begins after the last of them."""
    await driver.set_autocommit(True)
    yield driver
    await driver.set_autocommit(False)
