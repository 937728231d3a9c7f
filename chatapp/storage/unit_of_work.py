"""One transaction, whose events are announced after its commit.

Source: the unit of work of cosmicpython.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

from sqlalchemy import Connection
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.broker import Broker
from chatapp.events import MISSED_TOPIC, Event, EventsMissed, MessageChanged
from chatapp.storage.conflicts import TransactionConflict
from chatapp.storage.database import Database

TRIES = 3  # of a command that meets another transaction

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
