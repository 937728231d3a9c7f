"""One transaction, with what follows its commit: events for every process, effects on this one.

Source: the unit of work of cosmicpython.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.broker import Broker
from chatapp.events import MISSED_TOPIC, Event, EventsMissed, MessageChanged
from chatapp.storage.after_commit import Effect, Effects
from chatapp.storage.conflicts import TransactionConflict
from chatapp.storage.database import Database

TRIES = 3  # for a command that conflicts with another transaction

Result = TypeVar("Result")
Happened = TypeVar("Happened", bound=Event)
Reaction = Callable[[Any], Awaitable[None]]


class EventRecorder:
    """A transaction's events and effects: they happen once it is durable, or never."""

    def __init__(self) -> None:
        self.announcements: list[tuple[str, Event]] = []
        self.effects: list[Effect] = []

    def announce(self, topic: str, event: Event) -> None:
        """Publish ``event`` to every process after the commit. It may be lost: pages repair themselves."""
        self.announcements.append((topic, event))

    def after_commit(self, effect: Effect) -> None:
        """Run ``effect`` once, on this process, after the commit and its events. Effects run in order.

        ``effect``: a function, or a coroutine function, without arguments. Nobody waits for it; if it fails, that is
        logged and counted.
        """
        self.effects.append(effect)


class UnitOfWork(EventRecorder):
    """A transaction whose statements are awaited one by one."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__()
        self.session = session


class SyncUnitOfWork(EventRecorder):
    """A transaction that runs in the database's thread as a whole, without returning to the event loop in between."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection


class Transactions:
    """Begins units of work, one at a time; publishes their events and starts their effects in the order of commits."""

    def __init__(self, database: Database, broker: Broker) -> None:
        self._database = database
        self._broker = broker
        self._turn = asyncio.Lock()
        self._reactions: dict[type, Reaction] = {}
        self.effects = Effects()

    def react(self, kind: type[Happened], reaction: "Callable[[Happened], Awaitable[None]]") -> None:
        """Run ``reaction`` as an effect after each commit that announces an event of this kind, on this process."""
        self._reactions[kind] = reaction

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
                    await session.flush()  # if this fails, certainly nothing is committed
                    with self._committing([work]):
                        await transaction.commit()
                    durable.append(work)
            finally:  # also if closing the session is cut off; the writer goes on before others react
                for work in durable:
                    self._committed(work)

    async def run_sync(self, command: Callable[[SyncUnitOfWork], Result], *, is_lasting: bool = True) -> Result:
        """Run a command in the database's thread as one transaction, with its commit and events as in `begin`.

        What has begun goes on if the caller is cancelled, who leaves once it is over. An awaited statement changes
        threads several times, and waits each time for as long as the event loop is busy.
        A command that conflicts with another process's transaction runs again, and finds what that one wrote.

        ``is_lasting``: whether it returns only when a loss of power can undo nothing of it.

        Raises:
            Unavailable: the database cannot be reached.
        """
        for _ in range(TRIES - 1):
            try:
                return await self._run_sync(command, is_lasting)
            except TransactionConflict:
                continue
        return await self._run_sync(command, is_lasting)

    async def close(self) -> None:
        """Wait a few seconds for the effects of what was committed."""
        await self.effects.close()

    async def _run_sync(self, command: Callable[[SyncUnitOfWork], Result], is_lasting: bool) -> Result:
        """Run a transaction in the database's thread, once; events and effects follow the commit.

        Raises:
            TransactionConflict: the database has chosen this one to be run again.
        """
        committing, durable = list[SyncUnitOfWork](), list[SyncUnitOfWork]()

        def run() -> Result:
            with self._database.kept.begin(is_lasting=is_lasting) as connection:
                work = SyncUnitOfWork(connection)
                result = command(work)
                committing.append(work)
            durable.append(committing.pop())
            return result

        async with self._database.writing(self._turn):
            try:
                with self._committing(committing):
                    return await _to_its_end(asyncio.get_running_loop().run_in_executor(self._database.thread, run))
            finally:
                for work in durable:
                    self._committed(work)

    @contextmanager
    def _committing(self, works: Sequence[EventRecorder]) -> Iterator[None]:
        """Publish EventsMissed if the commit is cut off: it may be durable, and its events are lost."""
        try:
            yield
        except BaseException:
            if any(work.announcements for work in works):
                self._broker.publish(MISSED_TOPIC, EventsMissed())
            raise

    def _committed(self, work: EventRecorder) -> None:
        seen = self._database.revisions_seen
        for topic, event in work.announcements:
            if seen is not None and isinstance(event, MessageChanged):
                seen.note(event.message.room_uuid, event.message.revision)
            self._broker.publish(topic, event)
            if (reaction := self._reactions.get(type(event))) is not None:
                work.after_commit(partial(reaction, event))
        if work.effects:
            self.effects.start(work.effects)


async def _to_its_end(running: asyncio.Future[Result]) -> Result:
    """Wait for what a thread does, which nothing stops: who is cancelled meanwhile leaves when it is over."""
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
