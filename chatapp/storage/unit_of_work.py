"""One transaction, announced after commit; and posts that arrive together share one.

Source: the unit of work of cosmicpython, and group commit as databases do it.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Generic, TypeVar

import structlog
from sqlalchemy import Connection
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.broker import Broker
from chatapp.errors import ChatError, Unavailable
from chatapp.events import MISSED_TOPIC, Event, EventsMissed, MessageChanged
from chatapp.storage.conflicts import TransactionConflict
from chatapp.storage.database import Database

log = structlog.get_logger(__name__)

TRIES = 3  # of a command that meets another transaction
INTERRUPTED = "Chatapp was interrupted before it could say whether this was written. Please try again."

Request = TypeVar("Request")
Result = TypeVar("Result")


class EventRecorder:
    """One transaction under way. What is announced here is published once it is durable, or never."""

    def __init__(self) -> None:
        self.announcements: list[tuple[str, Event]] = []

    def announce(self, topic: str, event: Event) -> None:
        """Publish ``event`` after the commit."""
        self.announcements.append((topic, event))


class UnitOfWork(EventRecorder):
    """A transaction whose statements are awaited one by one."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__()
        self.session = session


class SyncUnitOfWork(EventRecorder):
    """A transaction that a thread carries out from beginning to commit, without asking the event loop in between."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection


class Transactions:
    """Begins units of work, one at a time, and publishes what they announce in the order of their commits."""

    def __init__(self, database: Database, broker: Broker) -> None:
        self._database = database
        self._broker = broker
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        """Open a transaction; commit on leaving, roll back on any exception.

        Raises:
            Unavailable: the database cannot be reached.
        """
        async with self._database.writing(self._turn):
            durable: list[UnitOfWork] = []
            try:
                async with (
                    AsyncSession(self._database.writer, expire_on_commit=False) as session,
                    session.begin() as transaction,
                ):
                    work = UnitOfWork(session)
                    yield work
                    await session.flush()  # what is refused here is in no doubt
                    with self._admitting([work]):
                        await transaction.commit()
                    durable.append(work)
            finally:  # also if closing the session is cut off; and whoever wrote goes on before others react
                for work in durable:
                    self._publish(work)

    async def run_sync(self, command: Callable[[SyncUnitOfWork], Result]) -> Result:
        """Carry a command out in the database's own thread, with commit and publication as in `begin`.

        An awaited statement changes threads several times, each time as long as the event loop is busy. A command that
        meets another process's is carried out again, and finds what that one did.

        Raises:
            Unavailable: the database cannot be reached.
        """
        for _ in range(TRIES - 1):
            try:
                return await self._run_sync(command)
            except TransactionConflict:
                continue
        return await self._run_sync(command)

    async def _run_sync(self, command: Callable[[SyncUnitOfWork], Result]) -> Result:
        committing: list[SyncUnitOfWork] = []

        def carry_out() -> Result:
            with self._database.direct.begin() as connection:
                work = SyncUnitOfWork(connection)
                result = command(work)
                committing.append(work)
                return result

        async with self._database.writing(self._turn):
            with self._admitting(committing):
                result = await asyncio.get_running_loop().run_in_executor(self._database.thread, carry_out)
            self._publish(committing[0])
            return result

    @contextmanager
    def _admitting(self, committing: Sequence[EventRecorder]) -> Iterator[None]:
        """Have everybody ask the database if a commit is cut off: it may be durable, and what it announces is lost."""
        try:
            yield
        except BaseException:
            if any(work.announcements for work in committing):
                self._broker.publish(MISSED_TOPIC, EventsMissed())
            raise

    def _publish(self, work: EventRecorder) -> None:
        seen = self._database.revisions_seen
        for topic, event in work.announcements:
            if seen is not None and isinstance(event, MessageChanged):
                seen.note(event.message.room_uuid, event.message.revision)
            self._broker.publish(topic, event)


def _everybody(_: object) -> None:
    """Let everybody wait."""


class GroupCommit(Generic[Request, Result]):
    """Runs one command for all requests that arrived while the last transaction was being written.

    ``command`` gets the requests in the order of their arrival, writes them in one transaction, and answers each with a
    result, a `ChatError`, or None, in the same order. A lone request is never delayed. If a group fails as a whole, its
    requests are tried one by one. ``admit`` and ``refuse`` are called in each asker's own turn, where nobody else waits
    for them: one raises what those are told who need not even wait, the other says why an answer is None.
    """

    def __init__(
        self,
        command: Callable[[Sequence[Request]], Awaitable[Sequence[Result | ChatError | None]]],
        *,
        admit: Callable[[Request], None] = _everybody,
        refuse: Callable[[Request], Awaitable[ChatError]],
        at_once: int = 256,
        waiting: int = 10_000,
    ) -> None:
        self._command = command
        self._admit, self._refuse = admit, refuse
        self._at_once = at_once
        self._limit = waiting
        self._waiting: deque[tuple[Request, asyncio.Future[Result | None]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, request: Request) -> Result:
        """Have ``request`` carried out; returns when its result is durable.

        Raises:
            ChatError: what the command, or ``refuse``, answered for this request.
            Unavailable: the database is away, more requests wait than we hold, or writing them was interrupted.
        """
        self._admit(request)
        if len(self._waiting) >= self._limit:
            raise Unavailable("Chatapp has more to write than it can hold just now. Please try again in a moment.")
        future: asyncio.Future[Result | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain(), name="group commit")
        if (result := await future) is None:
            raise await self._refuse(request)
        return result

    @property
    def waiting(self) -> int:
        """How many requests wait for their turn."""
        return len(self._waiting)

    async def close(self) -> None:
        """Wait until everything that was asked for is written."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    async def _drain(self) -> None:
        group: list[tuple[Request, asyncio.Future[Result | None]]] = []
        try:
            while self._waiting:
                group = [self._waiting.popleft() for _ in range(min(self._at_once, len(self._waiting)))]
                await self._carry_out(group)
        except BaseException:  # cancelled: whoever waits must not wait for ever
            for _, future in (*group, *self._waiting):
                if not future.done():
                    future.set_exception(Unavailable(INTERRUPTED))
            self._waiting.clear()
            raise

    async def _carry_out(self, group: Sequence[tuple[Request, asyncio.Future[Result | None]]]) -> None:
        try:
            outcomes = await self._command([request for request, _ in group])
        except Exception as error:
            is_away = isinstance(error, Unavailable) and not isinstance(error, TransactionConflict)
            if len(group) > 1 and not is_away:
                log.warning("a group failed as a whole; trying its requests one by one", error=repr(error))
                for pair in group:
                    await self._carry_out([pair])
                return
            outcomes = [error for _ in group]  # type: ignore[misc]
        for (_, future), outcome in zip(group, outcomes, strict=True):
            if future.done():  # whoever asked has gone away; what is stored stays stored
                continue
            if isinstance(outcome, Exception):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)
