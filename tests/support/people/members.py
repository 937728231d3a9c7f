"""Members who were in a room from the start: made without a line in the conversation, so its first message is number 1.

Who joins or is added by a service is told of in the conversation, as a message with a number of its own.
"""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Engine, NullPool, create_engine, func
from sqlalchemy.orm import Session
from sqlmodel import col, select

from chatapp.bootstrap import Chat
from models import Account, Category, Membership, Role, Room


async def make_members(chat: Chat, room_uuid: UUID, *people: UUID, is_added: bool = False) -> None:
    """Make accounts members. ``is_added``: as if the room's creator had added them."""
    async with chat.transaction() as work:
        room = (await work.session.exec(select(Room).where(Room.uuid == room_uuid))).one()
        found = await work.session.exec(select(Account).where(col(Account.uuid).in_(people)))
        accounts = {account.uuid: account for account in found.all()}
        for uuid in people:
            work.session.add(_membership(room, accounts[uuid], is_added=is_added))
            await work.session.flush()  # in this order


async def make_members_at(database_url: str, room_uuid: str, people: Sequence[str]) -> None:
    """Make accounts members in the database of a running server, which reads it for every question."""
    await asyncio.to_thread(_make_at, database_url, UUID(room_uuid), [UUID(uuid) for uuid in people])


def _make_at(database_url: str, room_uuid: UUID, people: Sequence[UUID]) -> None:
    with Session(_engine(database_url)) as session, session.begin():
        room = session.scalars(select(Room).where(col(Room.uuid) == room_uuid)).one()
        for uuid in people:
            account = session.scalars(select(Account).where(col(Account.uuid) == uuid)).one()
            session.add(_membership(room, account, is_added=False))
            session.flush()


async def make_rooms_at(database_url: str, names: Sequence[str], owner: str, *members: str) -> list[str]:
    """Make public rooms in the database of a running server, before anybody looks; returns their uuids."""
    return await asyncio.to_thread(_make_rooms_at, database_url, names, [UUID(uuid) for uuid in (owner, *members)])


def _make_rooms_at(database_url: str, names: Sequence[str], people: Sequence[UUID]) -> list[str]:
    with Session(_engine(database_url)) as session, session.begin():
        found = session.scalars(select(Account).where(col(Account.uuid).in_(people))).all()
        owner, *members = sorted(found, key=lambda account: people.index(account.uuid))
        category_id = session.scalar(select(func.min(col(Category.id))))
        rooms = [
            Room(name=name, name_key=name.lower(), category_id=category_id, created_by_id=owner.id) for name in names
        ]
        session.add_all(rooms)
        session.flush()
        for room in rooms:
            session.add(Membership(room_id=room.id, account_id=owner.id, role=Role.OWNER, last_read_number=0))
            session.add_all([_membership(room, member, is_added=False) for member in members])
        return [str(room.uuid) for room in rooms]


@lru_cache(8)
def _engine(database_url: str) -> Engine:
    """Keeps no connection, but the statements that it has compiled."""
    return create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)


def _membership(room: Room, account: Account, *, is_added: bool) -> Membership:
    made = Membership(room_id=room.id, account_id=account.id, last_read_number=room.last_number)
    if is_added:
        made.added_by_id, made.added_after, made.is_unseen = room.created_by_id, room.last_number, True
    return made
