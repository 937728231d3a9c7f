"""What pages were to be told while the broker lost events: asked of the database, and told on this process's pages.

Browsers know what they have shown (`docs/notifications.md`), so that being told once more shows nothing twice.
"""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final

import structlog
from sqlalchemy import select as select_columns
from sqlmodel import col

from chatapp.broker import Broker
from chatapp.errors import Unavailable
from chatapp.events import MISSED_TOPIC, Event
from chatapp.messages.markup.turns import Turns
from chatapp.notifications.channels import due_event
from chatapp.notifications.due import Due, due_of, select_due
from chatapp.notifications.watchers import AlertWatchers
from chatapp.notifications.wording import notices
from chatapp.storage.database import Database
from chatapp.storage.snapshot import Snapshot
from chatapp.timers import end_task
from models import Alert

NOTICED: Final = timedelta(minutes=1)  # within which a loss is admitted, and admitted again while it lasts
LOOKED_AT: Final = 5_000  # of the newest alerts
AT_ONCE: Final = 100  # people in one query

log = structlog.get_logger(__name__)


class MissedAlerts:
    """Tells the pages of one process what another one told while the broker could not say so."""

    def __init__(
        self, database: Database, broker: Broker, watchers: AlertWatchers, now: Callable[[], datetime]
    ) -> None:
        self._database, self._watchers, self._now = database, watchers, now
        self._since: datetime | None = None  # from when on it is not known what was told
        self._checked_at = now()
        self._is_due = False
        self._task: asyncio.Task[None] | None = None
        self._unsubscribe = broker.subscribe(MISSED_TOPIC, self._on_missed)

    async def close(self) -> None:
        """Look at nothing more."""
        self._unsubscribe()
        await end_task(self._task)

    async def emptied(self) -> None:
        """Wait until what is known to be missed has been told."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def _on_missed(self, _: Event) -> None:
        if self._since is None:
            self._since = max(self._checked_at, self._now() - NOTICED)
        self._is_due = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._check(), name="missed alerts")

    async def _check(self) -> None:
        while self._is_due and self._since is not None:
            self._is_due = False
            at, people = self._now(), sorted(self._watchers.people())
            try:
                for start in range(0, len(people), AT_ONCE):
                    await self._tell(await self._database.read(_told, people[start : start + AT_ONCE], self._since))
            except Unavailable as error:  # the broker says so again, or the next loss begins from here
                log.warning("missed alerts not read: database unavailable", error=repr(error))
                return
            self._since, self._checked_at = None, at

    async def _tell(self, found: list[Due]) -> None:
        turns = Turns()
        for person, some in groupby(found, key=attrgetter("person")):
            for one in await notices(list(some), turns):
                self._watchers.tell(due_event(person, one))


def _told(snapshot: Snapshot, people: Collection[int], since: datetime) -> list[Due]:
    """Return what these people were told since a moment and have not read."""
    newest = select_columns(col(Alert.id)).order_by(col(Alert.id).desc()).limit(1).scalar_subquery()
    query = select_due().where(
        col(Alert.id) > newest - LOOKED_AT,
        col(Alert.account_id).in_(people),
        col(Alert.tries) > 0,
        col(Alert.settled_at) > since,
    )
    return [due for row in snapshot.connection.execute(query) if not (due := due_of(row)).is_over]
