"""Mails of what people were told and have not read: one an hour at most, with lines, links, and a way to end them."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, func, or_, update
from sqlalchemy import select as select_columns
from sqlmodel import col

from chatapp.jobs.job import Job
from chatapp.mail import MailQueue
from chatapp.mail.mail_queue import Email
from chatapp.notifications.due import Due, Person, due_of, select_due
from chatapp.notifications.listing import is_read
from chatapp.notifications.mail_text import html_of, subject_of, text_of
from chatapp.notifications.unsubscribing import Unsubscribing
from chatapp.notifications.wording import Notice, notice
from chatapp.storage.database import Database
from chatapp.storage.snapshot import Snapshot
from chatapp.storage.unit_of_work import SyncUnitOfWork, Transactions
from chatapp.workspace import CurrentWorkspace
from models import OWN_ALERTS, Account, Alert, AlertKind, AlertLevel, Membership, NotificationRules

EVERY: Final = timedelta(minutes=1)
BETWEEN: Final = timedelta(hours=1)  # two mails to a person
LATEST: Final = timedelta(days=1)  # what is older isn't mailed
LOOKED_AT: Final = 50_000  # of the newest alerts
AT_ONCE: Final = 500  # alerts in one round
LINES: Final = 20  # in one mail
NOBODYS: Final = ".invalid"  # ends addresses to which no mail goes


class MailChannel:
    """Tells a person by a mail, which says nothing in its subject but how much there is.

    ``address``: the origin that people use.
    """

    def __init__(
        self, mail_queue: MailQueue, workspace: CurrentWorkspace, unsubscribing: Unsubscribing, *, address: str
    ) -> None:
        self._mail_queue = mail_queue
        self._workspace = workspace
        self._unsubscribing = unsubscribing
        self._address = address

    async def deliver(self, person: Person, notices: Sequence[Notice]) -> None:
        """Put a mail with at most 20 lines into the queue."""
        name = (await self._workspace.get()).name
        end = self._unsubscribing.link(self._address, person.uuid)
        shown, count = notices[:LINES], len(notices)
        email = Email(
            person.email,
            subject_of(count, name),
            text_of(shown, count, self._address, end),
            html=html_of(shown, count, self._address, end),
            headers={"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )
        self._mail_queue.put(email)


def job(
    database: Database,
    transactions: Transactions,
    channel: MailChannel,
    now: Callable[[], datetime],
    minutes: int,
) -> Job:
    """Return the job. ``minutes``: how long something is unread before it is mailed."""

    async def run() -> str:
        count = await mail_unread(database, transactions, channel, now(), timedelta(minutes=minutes))
        return f"Sent {count:,} e-mail{'s' * (count != 1)} about unread notifications." if count else "Nothing to send."

    return Job("notification e-mails", "E-mails people what they were notified of and haven't read.", EVERY, run)


async def mail_unread(
    database: Database, transactions: Transactions, channel: MailChannel, at: datetime, after: timedelta
) -> int:
    """Mail each person what they were told ``after`` ago or earlier and have not read; returns how many mails went."""
    sent, last = 0, 0
    while found := await database.read(_find, at, after, last):
        last = found[-1].person.account_id
        for person, some in groupby(found, key=lambda due: due.person):
            unread = [due for due in some if not due.is_over]
            if not unread or unread[0].quiet.held_until(at) is not None:
                continue
            ids = [due.alert_id for due in unread]
            taken = await transactions.run_sync(partial(_take, person.account_id, ids, at))
            if ours := [notice(due) for due in unread if due.alert_id in taken]:
                await channel.deliver(person, ours)
                sent += 1
    return sent


def _find(snapshot: Snapshot, at: datetime, after: timedelta, last: int) -> list[Due]:
    """Return what is to be mailed to some people, by person; ``last``: the account that the former round ended with."""
    newest = select_columns(col(Alert.id)).order_by(col(Alert.id).desc()).limit(1).scalar_subquery()
    is_wanted = ~col(Membership.is_muted) & (func.coalesce(col(Membership.alert_level), "") != AlertLevel.NOTHING)
    query = select_due().where(
        col(Alert.id) > newest - LOOKED_AT,
        col(Alert.account_id) > last,
        col(Alert.mailed_at).is_(None),
        col(Alert.tries) > 0,
        col(Alert.settled_at) <= at - after,
        col(Alert.settled_at) > at - LATEST,
        col(Alert.kind) != AlertKind.REACTION,
        ~is_read(),
        or_(col(Alert.kind).in_(OWN_ALERTS), is_wanted),
        or_(col(NotificationRules.has_mail).is_(None), col(NotificationRules.has_mail)),
        or_(col(NotificationRules.mailed_at).is_(None), col(NotificationRules.mailed_at) <= at - BETWEEN),
        ~col(Account.email).endswith(NOBODYS),
    )
    return [due_of(row) for row in snapshot.connection.execute(query.limit(AT_ONCE))]


def _take(account_id: int, alert_ids: Collection[int], at: datetime, work: SyncUnitOfWork) -> set[int]:
    """Note that a person gets a mail about alerts; returns those that no other process has mailed meanwhile."""
    connection = work.connection
    alert: Any = Alert.__table__  # type: ignore[attr-defined]
    is_theirs = alert.c.id.in_(list(alert_ids)), alert.c.mailed_at.is_(None)
    taken = set(
        connection.execute(update(alert).where(*is_theirs).values(mailed_at=at).returning(alert.c.id)).scalars()
    )
    if taken:
        _note_mail(connection, account_id, at)
    return taken


def _note_mail(connection: Connection, account_id: int, at: datetime) -> None:
    rules: Any = NotificationRules.__table__  # type: ignore[attr-defined]
    changed = connection.execute(update(rules).where(rules.c.account_id == account_id).values(mailed_at=at))
    if not changed.rowcount:
        row = NotificationRules(account_id=account_id, mailed_at=at)
        connection.execute(rules.insert().values(row.model_dump()))
