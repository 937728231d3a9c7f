"""A snapshot that is read as a whole: on SQLite with one change of threads, however many statements it takes.

An awaited statement changes threads twice and passes through a greenlet, which costs three times as much as a small
query itself. What is asked for while a snapshot waits for its turn shares it, and its change of threads: a page asks
for its sidebar and its room, many programs ask at once. See docs/decisions/0035-what-a-request-costs.md and 0038.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.storage.engines.connection_queue import ConnectionQueue
from chatapp.storage.reading_threads import ReadingThreads
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

    def answer(self, failure: BaseException | None) -> None:
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

    def __init__(self, engine: Engine, queue: ConnectionQueue) -> None:
        self.engine = engine
        self._queue = queue
        self._threads = ReadingThreads("snapshots")
        self._waiting: deque[_Asked] = deque()
        self._is_begun = False  # whether somebody will serve those who wait
        self._in_line: set[asyncio.Task[None]] = set()

    async def read(
        self, query: Callable[Concatenate[Snapshot, P], Result], *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        """Run ``query`` in a thread, in a snapshot that begins after this call; others may share it.

        Raises as `ConnectionQueue.acquire`, and what ``query`` raises.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        run = counted(query)
        self._waiting.append(_Asked(lambda snapshot: run(snapshot, *args, **kwargs), future))
        if not self._is_begun:
            self._is_begun = True
            loop.call_soon(loop.call_soon, self._serve)  # what tasks ask for that begin in the next turn belongs to it
        return await future

    async def close(self) -> None:
        """Close every connection."""
        await self._threads.close()
        await asyncio.to_thread(self.engine.dispose)

    def _serve(self) -> None:
        """Answer those who wait, at once or when it is their turn."""
        if self._queue.take():
            self._read(self._taken())
            return
        task = asyncio.get_running_loop().create_task(self._stand_in_line(), name="snapshot")
        self._in_line.add(task)
        task.add_done_callback(self._in_line.discard)

    async def _stand_in_line(self) -> None:
        try:
            await self._queue.acquire()
        except Exception as error:
            for asked in self._taken():
                asked.answer(error)
        else:
            self._read(self._taken())

    def _read(self, together: list[_Asked]) -> None:
        """Read what was asked in one snapshot, in a thread; then give the connection back, and answer each asker."""

        def done(failure: BaseException | None) -> None:
            self._queue.release()
            for asked in together:
                asked.answer(failure)

        self._threads.run(lambda: self._run(together), done)

    def _taken(self) -> list[_Asked]:
        taken = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
        self._is_begun = bool(self._waiting)
        if self._is_begun:
            asyncio.get_running_loop().call_soon(self._serve)
        return taken

    def _run(self, together: list[_Asked]) -> None:
        """Run queries in one snapshot. After an error of the database's the others get another one."""
        waiting = deque(together)
        while waiting:
            with self.engine.connect() as connection:
                while waiting and waiting.popleft().run(connection):
                    pass
