"""How far the primary is. Whatever anybody was told before he asked, the answer covers.

Source: the read index of Raft. All who ask while a question is under way share the next one, as posts share a commit.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import structlog
from psycopg import AsyncConnection, Error

from chatapp.storage.engines.postgresql import LIMITS
from chatapp.storage.replica.abandonable import Abandonable
from chatapp.storage.replica.server import WRITTEN, Server, ask, ask_position
from models.postgresql import parameters

log = structlog.get_logger(__name__)

ANSWER, CONNECT = 2.0, 6.0  # seconds


@dataclass(frozen=True, slots=True)
class Position:
    """How far a primary was. ``connection``: counts how often it was found; another one may be another server."""

    connection: int
    at: int


class Primary:
    """One connection on which nothing but positions is asked. `is_away` is what the last question found."""

    def __init__(self, url: str) -> None:
        self._patience = Abandonable()
        self._parameters = parameters(url, **LIMITS)
        self._connection: AsyncConnection[Any] | None = None
        self._under_way: asyncio.Task[Position | None] | None = None
        self._next: asyncio.Task[Position | None] | None = None
        self._connections = 0
        self.server: Server | None = None  # as it was found last
        self.last: Position | None = None
        self.is_away = False

    async def position(self) -> Position | None:
        """Return how far the primary is at some moment after this call; None: it is away."""
        if self._next is None:
            self._next = asyncio.create_task(self._ask_after(self._under_way), name="the primary's position")
        return await asyncio.shield(self._next)

    async def close(self) -> None:
        """Ask nothing more."""
        for task in (self._next, self._under_way):
            if task is not None and not task.done():
                task.cancel()
                await asyncio.wait([task])
        await self._patience.close()
        if self._connection is not None:
            await self._connection.close()

    async def _ask_after(self, before: "asyncio.Task[Position | None] | None") -> Position | None:
        if before is not None and not before.done():
            await asyncio.wait([before])
        self._under_way, self._next = self._next, None  # who comes now may know more than this question will find
        connection = self._connection
        found = await self._try(ANSWER, self._ask(connection)) if connection is not None else None
        found = found or await self._try(CONNECT, self._find())  # a connection that has ended says little of the server
        self.is_away = found is None
        self.last = found or self.last
        return found

    async def _try(self, seconds: float, question: Coroutine[Any, Any, Position]) -> Position | None:
        try:
            return await self._patience.within(seconds, question)
        except (Error, OSError) as error:  # TimeoutError is an OSError
            log.info("the primary does not answer", why=" ".join(str(error).split())[:200] or type(error).__name__)
            self._connection = None
            return None

    async def _ask(self, connection: "AsyncConnection[Any]") -> Position:
        try:
            return Position(self._connections, await ask_position(connection, WRITTEN))
        except BaseException:
            await connection.close()
            raise

    async def _find(self) -> Position:
        connection = await AsyncConnection.connect(**self._parameters, autocommit=True)
        try:
            server = await ask(connection)
            if server.is_standby:
                raise OSError("it is a standby")
        except BaseException:
            await connection.close()
            raise
        self._connection, self.server = connection, server
        self._connections += 1
        return Position(self._connections, server.position)
