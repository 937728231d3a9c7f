"""Telling what is due: by the process that leads, once.

The alert is written, and the reminder moved on, in one transaction: a process that dies leaves both or neither.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import bindparam
from sqlmodel import col, select

from chatapp import alerts
from chatapp.events import RemindersChanged, account_topic
from chatapp.jobs import Jobs
from chatapp.jobs.while_leading import AT_ONCE, WhileLeading
from chatapp.reminders.repeating import following
from chatapp.rooms.access import is_open_to
from chatapp.scheduled.wall_clock import WallClock
from chatapp.storage.database import Database
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.snapshot import Snapshot
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import Account, AlertKind, Message, Reminder, Repeats, Room

DUE = FixedStatement(  # asked with every tick, nearly always for nothing
    select(Reminder.id)
    .join(Account, col(Account.id) == Reminder.account_id)
    .where(col(Reminder.told_at).is_(None), col(Reminder.due_at) <= bindparam("at"), Account.is_active)
    .order_by(col(Reminder.due_at), col(Reminder.id))
    .limit(AT_ONCE)
)


class Teller(Protocol):
    """Tells people of alerts."""

    def tell_now(self, alert_ids: Sequence[int]) -> None:
        """Tell these."""
        ...


class Reminding:
    """Reminds people. ``now``: the clock by which reminders are due."""

    def __init__(
        self, database: Database, transactions: Transactions, teller: Teller, jobs: Jobs, now: Callable[[], datetime]
    ) -> None:
        self._database, self._transactions, self._teller, self._now = database, transactions, teller, now
        self._loop = WhileLeading("reminders", jobs, self.remind_due)

    def open(self) -> None:
        """Begin to look for what is due, as long as this process leads."""
        self._loop.open()

    async def close(self) -> None:
        """Stop. What is due is told by whoever leads next."""
        await self._loop.close()

    async def remind_due(self) -> int:
        """Remind people of what is due now, at most 200; returns of how much. Looks first, which delays nobody.

        Announces AlertsAdded and RemindersChanged.
        """
        at = self._now()
        if not (ids := await self._database.read(_due_ids, at)):
            return 0
        is_due = col(Reminder.told_at).is_(None) & (col(Reminder.due_at) <= at)
        async with self._transactions.begin() as work:
            due = await work.session.exec(
                _select_due().where(col(Reminder.id).in_(ids), is_due).with_for_update(of=Reminder)
            )
            told = [await _tell(work, reminder, message_id, at) for reminder, message_id in due.all()]
        self._teller.tell_now(told)  # if this process ends before, the sweep does
        return len(told)


def _due_ids(snapshot: Snapshot, at: datetime) -> list[int]:
    return [row.id for row in DUE.rows(snapshot.connection, {"at": at})]


def _select_due() -> Any:
    """Select reminders with the message's id: None without a message that the person can read."""
    is_message = (col(Message.room_id) == Room.id) & (col(Message.number) == Reminder.number)
    return (
        select(Reminder, Message.id)
        .select_from(Reminder)
        .join(Room, (col(Room.id) == Reminder.room_id) & is_open_to(Reminder.account_id), isouter=True)
        .join(Message, is_message & col(Message.deleted_at).is_(None), isouter=True)
        .order_by(col(Reminder.due_at), col(Reminder.id))
    )


async def _tell(work: UnitOfWork, reminder: Reminder, message_id: int | None, at: datetime) -> int:
    """Write the alert, and let the reminder wait for its person or for its next time; returns the alert's id."""
    alert_id = await alerts.note_own(
        work,
        reminder.account_id,
        AlertKind.REMINDER,
        at=at,
        words=reminder.text,
        room_id=reminder.room_id,
        message_id=message_id,
        number=reminder.number or 0,
    )
    clock = WallClock(datetime.fromisoformat(reminder.local_at), reminder.time_zone)
    if (later := following(clock, Repeats(reminder.repeats), after=at)) is None:
        reminder.told_at = at
    else:
        reminder.local_at, reminder.due_at = later.text, later.moment
    work.session.add(reminder)
    work.announce(account_topic(reminder.account_id), RemindersChanged(reminder.account_id))
    return alert_id
