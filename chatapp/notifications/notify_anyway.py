"""Notify anyway: telling people in a direct chat of a message although they want to hear nothing just now.

Whoever writes there sees who is paused, and until when. What a press does to whom is nobody else's business: who has
read the message, or has muted the chat, is told nothing, and the answer is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, bindparam, update
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.alerts.recipients import DELAY
from chatapp.authentication.rate_limit import RateLimits, asker_of
from chatapp.errors import Forbidden, Invalid, RateLimited
from chatapp.events import ALERTS_TOPIC, AlertsAdded
from chatapp.identity import Actor
from chatapp.notifications.quiet import Quiet
from chatapp.notifications.rules import quiet_of
from chatapp.rooms.access import require_open_membership, select_open_memberships
from chatapp.storage.database import Database, rows_of
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import Account, Alert, Message, MessageKind, NotificationRules, Room, Visibility
from models.account import shown_name

A_DAY: Final = 3  # presses that reach one person from another
OF_ONE_SENDER: Final = 20  # presses a day, whoever they reach
ENOUGH: Final = "You've notified them often enough today."
NOT_DIRECT: Final = "You can only notify people anyway in direct messages."
NOTHING: Final = "Write a message first. You can notify people of it if it's the newest one here."
NOBODY: Final = "No one here has paused notifications, so they get yours anyway."


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody else in a direct chat. ``quiet``: when they want to hear nothing."""

    account_id: int
    uuid: UUID
    name: str
    quiet: Quiet


@dataclass(frozen=True, slots=True)
class Pauses:
    """The others in a direct chat. ``number``: of the newest message there, if it is the actor's own."""

    partners: Sequence[Partner]
    number: int | None

    def held(self, at: datetime) -> list[tuple[Partner, datetime]]:
        """Return who is told nothing at a moment, and when each is told next."""
        ends = ((one, one.quiet.held_until(at)) for one in self.partners)
        return [(one, end) for one, end in ends if end is not None]


async def pauses(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> Pauses:
    """Return when the others in a direct chat want to hear nothing.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or it is no direct chat.
    """
    room, _ = await require_open_membership(session, actor, room_uuid)
    if room.visibility != Visibility.DIRECT:
        raise Forbidden(NOT_DIRECT)
    values = {"room_id": room.id, "actor_id": actor.account_id}
    partners = [_partner(row) for row in await rows_of(session, _select_partners(), values)]
    newest = (await rows_of(session, _select_newest(), values))[:1]
    return Pauses(partners, next((row.number for row in newest if row.author_id == actor.account_id), None))


class NotifyAnyway:
    """Telling people in spite of a pause, step by step: presses are counted outside of the transaction."""

    def __init__(self, database: Database, transactions: Transactions, *, limits: RateLimits) -> None:
        self._database = database
        self._transactions = transactions
        self._by_sender = limits.per_day("notified anyway, by sender", OF_ONE_SENDER, said=ENOUGH)
        self._by_pair = limits.per_day("notified anyway, by sender and recipient", A_DAY, said=ENOUGH)

    async def press(self, *, actor: Actor, room_uuid: UUID, now: datetime) -> None:
        """Tell those who are paused in a direct chat of its newest message, the actor's own. Announces AlertsAdded.

        In a chat of several, who has been notified often enough today is left out.

        Raises:
            NotFound: there is no such room, or the actor may not see it.
            Forbidden: the actor is not a member, or it is no direct chat.
            Invalid: the newest message is not the actor's, or nobody is paused.
            RateLimited: all of them, or people in all, were notified often enough within a day.
        """
        async with self._database.reading() as session:
            found = await pauses(session, actor=actor, room_uuid=room_uuid)
        held = [one for one, _ in found.held(now)]
        if found.number is None:
            raise Invalid({"room": NOTHING})
        if not held:
            raise Invalid({"room": NOBODY})
        recipients = await self._counted(actor, held)
        async with self._transactions.begin() as work:
            await _notify(work, actor, room_uuid, found.number, recipients, now)

    async def _counted(self, actor: Actor, held: Sequence[Partner]) -> list[int]:
        """Return whom this press may reach."""
        await self._by_sender.count(asker_of(actor))
        recipients, refused = list[int](), None
        for one in held:
            try:
                await self._by_pair.count(asker_of(actor), str(one.account_id))
                recipients.append(one.account_id)
            except RateLimited as error:
                refused = error
        if refused is not None and not recipients:
            raise refused
        return recipients


async def _notify(
    work: UnitOfWork, actor: Actor, room_uuid: UUID, number: int, recipients: Sequence[int], now: datetime
) -> None:
    """Make a message's alerts urgent, and due again if they were told before the pause."""
    room, _ = await require_open_membership(work.session, actor, room_uuid)
    alert: Any = Alert.__table__  # type: ignore[attr-defined]
    message = select_columns(col(Message.id)).where(col(Message.room_id) == room.id, col(Message.number) == number)
    rows = await (await work.session.connection()).execute(
        update(alert)
        .where(alert.c.message_id == message.scalar_subquery())
        .where(alert.c.account_id.in_(recipients), ~alert.c.is_urgent)
        .values(is_urgent=True, settled_at=None, tries=0, due_at=now + DELAY)
        .returning(alert.c.id)
    )
    if ids := tuple(rows.scalars()):
        work.announce(ALERTS_TOPIC, AlertsAdded(room_uuid, ids, ()))


@cache
def _select_partners() -> Select[Any]:
    rules = ("quiet_days", "quiet_from", "quiet_to", "time_zone", "paused_until")
    names = ("username", "first_name", "last_name")
    return (
        select_open_memberships(
            *(col(getattr(Account, name)) for name in ("id", "uuid", *names)),
            *(col(getattr(NotificationRules, name)) for name in rules),
        )
        .join(NotificationRules, col(NotificationRules.account_id) == Account.id, isouter=True)
        .where(col(Room.id) == bindparam("room_id"), col(Account.id) != bindparam("actor_id"), ~col(Account.is_bot))
        .order_by(col(Account.username_key))
    )


@cache
def _select_newest() -> Any:
    return (
        select_columns(col(Message.number), col(Message.author_id))
        .where(col(Message.room_id) == bindparam("room_id"))
        .where(col(Message.kind) == MessageKind.TEXT, col(Message.deleted_at).is_(None))
        .order_by(col(Message.number).desc())
        .limit(1)
    )


def _partner(row: Any) -> Partner:
    name = shown_name(row.first_name, row.last_name, row.username)
    return Partner(row.id, row.uuid, name, quiet_of(row))
