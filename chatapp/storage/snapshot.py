"""A snapshot that is read as a whole: on SQLite with one change of threads, however many statements it takes.

An awaited statement changes threads twice and passes through a greenlet, which costs three times as much as a small
query itself. What is asked for while a snapshot waits for its turn shares it, and its change of threads: a page asks
for its sidebar and its room, many programs ask at once. See docs/decisions/0035-what-a-request-costs.md and 0038.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.storage.engines.connection_queue import ConnectionQueue
from chatapp.throttling import counted

TOGETHER: Final = 16  # queries that share a snapshot: the first waits until the last has its answer

P = ParamSpec("P")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the database, for a function that reads it without awaiting. ``info``: as a session's."""

    connection: Connection
    info: Mapping[str, Any]


async def within(
    session: AsyncSession, query: Callable[Concatenate[Snapshot, P], Result], *args: P.args, **kwargs: P.kwargs
) -> Result:
    """Return what ``query`` finds in the snapshot that a session reads, one awaited statement after the other."""
    connection = await session.connection()
    return await connection.run_sync(lambda found: query(Snapshot(found, session.info), *args, **kwargs))


@dataclass(slots=True)
class _Asked:
    """A query, and the future its caller waits for."""

    query: Callable[[Snapshot], Any]
    future: asyncio.Future[Any]
    found: Any = None
    error: Exception | None = None
    is_over: bool = False

    def run(self, connection: Connection) -> bool:
        """Run it; returns whether the connection is good for another one."""
        try:
            self.found = self.query(Snapshot(connection, {}))
        except Exception as error:
            self.error = error
        self.is_over = True
        return not isinstance(self.error, DBAPIError)

    def answer(self, failure: Exception | None) -> None:
        """Tell the caller, if they still wait. ``failure``: why it was not run."""
        error = self.error if self.is_over else failure
        if self.future.done():
            return
        if error is not None:
            self.future.set_exception(error)
        elif self.is_over:
            self.future.set_result(self.found)
        else:
            self.future.cancel()


class SnapshotReader:
    """Reads snapshots in threads of its own, each in its turn of the connection queue."""

    def __init__(self, engine: Engine, queue: ConnectionQueue, *, threads: int) -> None:
        self.engine = engine
        self._queue = queue
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="snapshots")
        self._waiting: deque[_Asked] = deque()
        self._next: asyncio.Task[None] | None = None  # what will serve those who wait
        self._serving: set[asyncio.Task[None]] = set()

    async def read(
        self, query: Callable[Concatenate[Snapshot, P], Result], *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        """Run ``query`` in a thread, in a snapshot that begins after this call; others may share it.

        Raises as `ConnectionQueue.acquire`, and what ``query`` raises.
        """
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        run = counted(query)
        self._waiting.append(_Asked(lambda snapshot: run(snapshot, *args, **kwargs), future))
        if self._next is None:
            self._begin()
        return await future

    async def close(self) -> None:
        """Close every connection."""
        await asyncio.get_running_loop().run_in_executor(self._threads, self.engine.dispose)
        self._threads.shutdown()

    def _begin(self) -> None:
        self._next = asyncio.get_running_loop().create_task(self._serve(), name="snapshot")
        self._serving.add(self._next)
        self._next.add_done_callback(self._serving.discard)

    async def _serve(self) -> None:
        """Answer those who wait when it is their turn."""
        together: list[_Asked] = []
        failure: Exception | None = None
        try:
            async with self._queue.slot():
                together = self._taken()
                await asyncio.get_running_loop().run_in_executor(self._threads, self._run, together)
        except Exception as error:
            failure = error
        finally:
            for asked in together or self._taken():
                asked.answer(failure)

    def _taken(self) -> list[_Asked]:
        taken = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
        self._next = None
        if self._waiting:
            self._begin()
        return taken

    def _run(self, together: list[_Asked]) -> None:
        """Run queries in one snapshot. After an error of the database's the others get another one."""
        waiting = deque(together)
        while waiting:
            with self.engine.connect() as connection:
                while waiting and waiting.popleft().run(connection):
                    pass
