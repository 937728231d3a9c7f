"""The primary's durable log position: a standby that has replayed it shows everything acknowledged before the query.

Source: the read index of Raft. Callers that arrive while a query runs share the next one, as posts share a commit.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import structlog
from psycopg import AsyncConnection, Error

from chatapp.storage.engines.postgresql import LIMITS
from chatapp.storage.replica.abandonable import Abandonable
from chatapp.storage.replica.server import FLUSH_LSN, Server, query_position, query_server
from models.postgresql import parameters

log = structlog.get_logger(__name__)

ANSWER, CONNECT = 2.0, 6.0  # seconds


@dataclass(frozen=True, slots=True)
class Position:
    """A log position. ``connection``: how many connections were made before; a new one may lead to another server."""

    connection: int
    at: int


class Primary:
    """One connection that only queries log positions. ``is_away``: whether the last query failed."""

    def __init__(self, url: str) -> None:
        self._abandonable = Abandonable()
        self._parameters = parameters(url, **LIMITS)
        self._connection: AsyncConnection[Any] | None = None
        self._running: asyncio.Task[Position | None] | None = None
        self._next: asyncio.Task[Position | None] | None = None
        self._connections = 0
        self.server: Server | None = None  # as of the last connection
        self.last: Position | None = None
        self.is_away = False

    async def position(self) -> Position | None:
        """Return the log position at some moment after this call; None: the primary is away."""
        if self._next is None:
            self._next = asyncio.create_task(self._query_after(self._running), name="primary log position")
        return await asyncio.shield(self._next)

    async def close(self) -> None:
        """Stop querying and close the connection."""
        for task in (self._next, self._running):
            if task is not None and not task.done():
                task.cancel()
                await asyncio.wait([task])
        await self._abandonable.close()
        if self._connection is not None:
            await self._connection.close()

    async def _query_after(self, before: "asyncio.Task[Position | None] | None") -> Position | None:
        if before is not None and not before.done():
            await asyncio.wait([before])
        self._running, self._next = self._next, None  # later callers may know of later commits
        connection = self._connection
        found = await self._within(ANSWER, self._query(connection)) if connection is not None else None
        found = found or await self._within(
            CONNECT, self._connect()
        )  # a broken connection does not mean a broken server
        self.is_away = found is None
        self.last = found or self.last
        return found

    async def _within(self, seconds: float, question: Coroutine[Any, Any, Position]) -> Position | None:
        try:
            return await self._abandonable.within(seconds, question)
        except (Error, OSError) as error:  # TimeoutError is an OSError
            log.info(
                "primary database does not answer", reason=" ".join(str(error).split())[:200] or type(error).__name__
            )
            self._connection = None
            return None

    async def _query(self, connection: "AsyncConnection[Any]") -> Position:
        try:
            return Position(self._connections, await query_position(connection, FLUSH_LSN))
        except BaseException:
            await connection.close()
            raise

    async def _connect(self) -> Position:
        connection = await AsyncConnection.connect(**self._parameters, autocommit=True)
        try:
            server = await query_server(connection)
            if server.is_standby:
                raise OSError("it is a standby")
        except BaseException:
            await connection.close()
            raise
        self._connection, self.server = connection, server
        self._connections += 1
        return Position(self._connections, server.position)
