"""Telling people, a few seconds after the commit of what concerns them, on the process that committed, once.

An alert is taken before it is told and settled afterwards, both in the database. So of several processes one tells it;
and if that one dies in between, the sweep tells it once more.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Final

import structlog
from sqlalchemy import Connection

from chatapp.alerts.recipients import DELAY
from chatapp.errors import Unavailable
from chatapp.events import AlertsAdded
from chatapp.jobs.job import Job
from chatapp.messages.markup.turns import Turns
from chatapp.notifications import due as alerts
from chatapp.notifications.channels import Channel
from chatapp.notifications.due import Due, Fate
from chatapp.notifications.wording import notices
from chatapp.presence import Presence
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import SyncUnitOfWork, Transactions
from chatapp.timers import Later, end_task, on_the_loop

AT_ONCE: Final = 100  # alerts in one query, one transaction, and one turn of the loop
QUEUED: Final = 20_000  # alerts; what is more waits for the sweep
EVERY: Final = timedelta(seconds=20)

log = structlog.get_logger(__name__)


class Teller:
    """Tells what this process has committed. ``later``: how to wait; tests pass a clock of their own."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        presence: Presence,
        channels: Sequence[Channel],
        now: Callable[[], datetime],
        later: Later = on_the_loop,
    ) -> None:
        self.channels = list(channels)
        self.told = 0  # alerts, since the start
        self.failed = 0  # deliveries
        self._database = database
        self._transactions = transactions
        self._presence = presence
        self._now = now
        self._later = later
        self._queue: deque[int] = deque()
        self._is_closed = False
        self._task: asyncio.Task[None] | None = None

    async def expect(self, event: AlertsAdded) -> None:
        """Tell these alerts when they are due: an effect of the commit that announces them."""
        if event.alert_ids:
            self._later(DELAY.total_seconds(), partial(self._enqueue, event.alert_ids))

    def tell_now(self, alert_ids: Sequence[int]) -> None:
        """Tell these as soon as it is their turn."""
        self._enqueue(alert_ids)

    async def sweep(self) -> int:
        """Tell what nobody has told in time; returns how many alerts were looked at."""
        count = 0
        while True:
            ids = await self._database.read(alerts.overdue, self._now() - alerts.LATE, AT_ONCE)
            await self.tell(ids)
            count += len(ids)
            if len(ids) < AT_ONCE:
                return count

    async def tell(self, alert_ids: Sequence[int]) -> None:
        """Tell those of the alerts that are still to be told, hold them, or let them be. ``alert_ids``: by person."""
        ours: list[Due] = []
        for some in _in_steps(alert_ids):
            ours += await self._take(some)
        await self._deliver(ours)
        for some in _in_steps([one.alert_id for one in ours]):
            await self._transactions.run_sync(partial(_settle, some, self._now()), is_lasting=False)

    async def _take(self, alert_ids: Sequence[int]) -> list[Due]:
        """Decide what becomes of at most 100 alerts; returns those that are this process's to tell."""
        found = await self._database.read(alerts.find, alert_ids)
        at = self._now()
        fates = {
            one.alert_id: fate
            for one, fate in zip(found, alerts.fates(found, at, self._presence.is_active_in), strict=True)
        }
        gone = [one for one in alert_ids if fates.get(one, Fate.DROP) is Fate.DROP]
        to_tell = [one for one in found if fates[one.alert_id] is Fate.TELL]
        held = {alert_id: fate for alert_id, fate in fates.items() if isinstance(fate, datetime)}
        taken = await self._transactions.run_sync(lambda work: _decide(work.connection, gone, held, to_tell, at))
        return [one for one in to_tell if one.alert_id in taken]

    async def emptied(self) -> None:
        """Wait until everything that is due is told."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    async def close(self) -> None:
        """Stop telling; what is left is the sweep's, of whichever process."""
        self._is_closed = True
        await end_task(self._task)

    def _enqueue(self, alert_ids: Sequence[int]) -> None:
        self._queue.extend(alert_ids[: max(0, QUEUED - len(self._queue))])
        if not self._is_closed and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._drain(), name="tell alerts")

    async def _drain(self) -> None:
        while self._queue:
            some = [self._queue.popleft() for _ in range(min(AT_ONCE, len(self._queue)))]
            try:
                await self.tell(some)
            except Unavailable as error:
                log.warning("alerts left to the sweep: database unavailable", alerts=len(some), error=repr(error))
            except Exception:
                self.failed += 1
                log.exception("alerts could not be told", alerts=len(some))

    async def _deliver(self, ours: Sequence[Due]) -> None:
        """Tell each person in a turn of the loop; a channel that fails is logged, and the others go on."""
        turns = Turns()
        people = {one.person.account_id for one in ours}
        reachable = [(channel, await self._reachable(channel, people)) for channel in self.channels]
        for person, some in groupby(ours, key=attrgetter("person")):
            await asyncio.sleep(0)
            told = list(some)
            words = await notices(told, turns)
            for channel in (one for one, found in reachable if person.account_id in found):
                try:
                    await channel.deliver(person, words)
                except Exception:
                    self.failed += 1
                    log.exception("alerts could not be delivered", channel=type(channel).__name__, alerts=len(told))
            self.told += len(told)

    async def _reachable(self, channel: Channel, people: Collection[int]) -> Collection[int]:
        """Return whom a channel can tell: nobody, if it fails to say so."""
        try:
            return await channel.reachable(people) if people else ()
        except Exception:
            self.failed += 1
            log.exception("alerts could not be delivered", channel=type(channel).__name__, people=len(people))
            return ()


def _in_steps(alert_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (alert_ids[start : start + AT_ONCE] for start in range(0, len(alert_ids), AT_ONCE))


def _decide(
    connection: Connection, gone: Sequence[int], held: dict[int, datetime], to_tell: Sequence[Due], at: datetime
) -> set[int]:
    """Write down what becomes of alerts; returns those that this process has taken to be told."""
    alerts.settle(connection, gone, at)
    until = defaultdict[datetime, list[int]](list)
    for alert_id, end in held.items():
        until[end].append(alert_id)
    for end, ids in until.items():
        alerts.hold(connection, ids, end)
    taken: set[int] = set()
    for tries in {one.tries for one in to_tell}:
        ids = [one.alert_id for one in to_tell if one.tries == tries]
        taken |= alerts.take(connection, ids, tries, at)
    return taken


def _settle(alert_ids: Sequence[int], at: datetime, work: SyncUnitOfWork) -> None:
    alerts.settle(work.connection, alert_ids, at)


def job(teller: Teller) -> Job:
    """Return the job that tells what a dying process left, and what was held by quiet hours that are over."""

    async def run() -> str:
        count = await teller.sweep()
        return f"Looked at {count:,} notification{'s' * (count != 1)} that waited." if count else "Nothing waited."

    return Job(
        "notifications", "Sends notifications that waited: quiet hours are over, or a process ended.", EVERY, run
    )
