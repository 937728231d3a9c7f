"""A Chatapp that tells people when a test says so, and what concerns people, as its database has it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from chatapp import notifications
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.notifications.due import Person
from chatapp.notifications.wording import Notice
from models import Account, Alert, AlertLevel, Membership, Room
from tests.support.running.clock import Calendar, Clock

DELAY = 5.0


class Told:
    """A channel that keeps what people are told: (name, kind, text), in order."""

    def __init__(self) -> None:
        self.notices: list[tuple[str, Notice]] = []

    async def reachable(self, account_ids: Collection[int]) -> Collection[int]:
        """Return all."""
        return account_ids

    async def deliver(self, person: Person, notices: Sequence[Notice]) -> None:
        """Keep it."""
        self.notices += [(person.name, one) for one in notices]

    def take(self) -> list[tuple[str, str, str]]:
        """Return what people were told since the last call."""
        taken, self.notices = self.notices, []
        return [(name, str(one.kind), one.text) for name, one in taken]


class TellingChat:
    """A Chatapp, its clocks, and what it has told."""

    def __init__(self, chat: Chat, calendar: Calendar, clock: Clock) -> None:
        self.chat, self.calendar, self.clock = chat, calendar, clock
        self.told = Told()
        chat.teller.channels.append(self.told)
        chat.teller._later = clock.later

    async def wait(self, seconds: float = DELAY) -> list[tuple[str, str, str]]:
        """Let time pass, and return what people were told meanwhile."""
        await self.chat.transactions.effects.finished()
        self.calendar.advance(seconds)
        self.clock.advance(seconds)
        await self.chat.teller.emptied()
        return self.told.take()

    async def sweep(self, after: float = 0.0) -> list[tuple[str, str, str]]:
        """Let time pass, and return what the sweep told."""
        self.calendar.advance(after)
        await self.chat.teller.sweep()
        return self.told.take()


async def concerned(chat: Chat) -> list[tuple[str, str, int]]:
    """Return all alerts: whom they are for, why, and the message's number; as they were written."""
    query = (
        select(Account.username, Alert.kind, Alert.number)
        .join(Alert, col(Alert.account_id) == Account.id)
        .order_by(col(Alert.number), col(Account.username))
    )
    async with chat.reading() as session:
        return [(name, str(kind), number) for name, kind, number in (await session.exec(query)).all()]


async def forget(chat: Chat) -> None:
    """Take all alerts away."""
    async with chat.transaction() as work:
        for alert in (await work.session.exec(select(Alert))).all():
            await work.session.delete(alert)


async def set_level(chat: Chat, actor: Actor, room: UUID, level: str | None) -> None:
    """Say which messages of a room concern somebody."""
    async with chat.transaction() as work:
        await notifications.set_level(work, actor=actor, room_uuid=room, level=AlertLevel(level) if level else None)


async def set_rules(chat: Chat, actor: Actor, **changes: Any) -> None:
    """Change some of somebody's rules."""
    async with chat.reading() as session:
        rules = (await notifications.own(session, actor=actor, now=chat.now())).rules
    async with chat.transaction() as work:
        await notifications.change(work, actor=actor, rules=replace(rules, **changes), now=chat.now())


async def set_mark(chat: Chat, actor: Actor, room: UUID, number: int) -> None:
    """Say how far somebody has read a room."""
    async with chat.transaction() as work:
        query = select(Membership).join(Room, col(Room.id) == Membership.room_id)
        mine = query.where(Room.uuid == room, Membership.account_id == actor.account_id)
        membership = (await work.session.exec(mine)).one()
        membership.last_read_number = number
        work.session.add(membership)
