"""Direct messages: the one room that two people, or up to nine, have for themselves."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.authentication.rate_limit import RateLimits, asker_of
from chatapp.errors import Invalid
from chatapp.events import MemberJoined, account_topic
from chatapp.identity import Actor
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import Account, Membership, Room, Visibility

AT_MOST: Final = 9  # people, with whoever starts it
MARK: Final = "\ue000"  # a character that no room's name may have begins the key
ONESELF = "That's you. Choose someone else."
NOBODY = "Choose at least one person."
TOO_MANY = f"A direct message has up to {AT_MOST} people, including you. Create a room for more."
GONE = "We can't find this person."


class DirectChats:
    """Opening direct chats, step by step: only new ones are counted, outside of the transaction that makes them."""

    def __init__(self, database: Database, transactions: Transactions, *, limits: RateLimits) -> None:
        self._database = database
        self._transactions = transactions
        self._new = limits.per_minute("new direct chats", times=3)

    async def open(self, *, actor: Actor, people: Sequence[UUID]) -> UUID:
        """Return the direct room of the actor and these people; announces and raises as `open_direct`.

        Raises:
            RateLimited: the actor has started too many new ones within a minute.
        """
        async with self._database.reading() as session:
            key = key_of(await _people(session, actor, people))
            existing = await _existing(session, key)
        if existing is not None:
            return existing
        await self._new.count(asker_of(actor))
        async with self._transactions.begin() as work:
            return await open_direct(work, actor=actor, people=people)


async def open_direct(work: UnitOfWork, *, actor: Actor, people: Sequence[UUID]) -> UUID:
    """Return the direct room of the actor and these people; make it the first time, and announce MemberJoined.

    The same people have the same room, in whatever order; the actor may be among them.

    Raises:
        Invalid: one of them has no active account, it is only the actor, or there are more than nine.
    """
    ids = await _people(work.session, actor, people)
    key = key_of(ids)
    if (existing := await _existing(work.session, key)) is not None:
        return existing
    room = Room(name="", name_key=key, visibility=Visibility.DIRECT, created_by_id=actor.account_id)
    work.session.add(room)
    await work.session.flush()
    for account_id in ids:
        work.session.add(Membership(room_id=room.id, account_id=account_id))
        work.announce(account_topic(account_id), MemberJoined(room.uuid, account_id))
    return room.uuid


def key_of(account_ids: Sequence[int]) -> str:
    """Return what makes the room of these people unique; of two people it is as it has always been."""
    return MARK + ":".join(map(str, sorted(account_ids)))


async def _existing(session: AsyncSession, key: str) -> UUID | None:
    return (await session.exec(select(Room.uuid).where(Room.name_key == key))).first()


async def _people(session: AsyncSession, actor: Actor, people: Sequence[UUID]) -> list[int]:
    """Return the account ids of all of them, the actor included, in order."""
    others = [uuid for uuid in dict.fromkeys(people) if uuid != actor.uuid]
    if not others:
        raise Invalid({"to": ONESELF if people else NOBODY})
    if len(others) >= AT_MOST:
        raise Invalid({"to": TOO_MANY})
    found = await session.exec(
        select(Account.id, Account.uuid).where(col(Account.uuid).in_([*others, actor.uuid]), Account.is_active)
    )
    ids = [account_id for account_id, _ in found.all()]
    if len(ids) <= len(others):
        raise Invalid({"to": GONE})
    return sorted(ids)
