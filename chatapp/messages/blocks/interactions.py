"""What people did that a program in this server answers, once: presses, and messages that call bots.

A row is written in the transaction of what it stands for. Whoever answers takes it first: for as long as it is renewed
nobody else does, and when the process ends meanwhile, another one takes what it left.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, insert, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Interaction, Message, Room
from models.account import shown_name
from models.utc_datetime import now

LEASE: Final = timedelta(seconds=60)  # for which one that is taken is left alone, unless it is renewed
KEPT: Final = timedelta(days=1)  # after which nobody waits for an answer any more
LATE: Final = timedelta(minutes=10)  # after which it isn't done any more: a deploy of yesterday is no deploy of today
AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """What is to be answered, and by whom it was done. ``action``: what was pressed; empty for a message.

    ``is_late``: it was done so long ago that whoever did it has to do it again.
    """

    id: int
    action: str
    values: Mapping[str, str]
    room_uuid: UUID
    room_name: str
    number: int
    body: str
    blocks: str
    author_id: int
    account_id: int
    account_uuid: UUID
    username: str
    name: str
    is_late: bool


def note_calls(connection: Connection, calls: Mapping[int, int]) -> dict[int, int]:
    """Store that messages call bots. ``calls``: message id → author; returns message id → the row's id."""
    rows = [
        {"message_id": message, "account_id": account, "key": f"message {message}", "action": "", "given": "{}"}
        for message, account in calls.items()
    ]
    added = insert(Interaction).values([{**row, "created_at": now()} for row in rows])
    return dict(connection.execute(added.returning(col(Interaction.message_id), col(Interaction.id))).all())


async def take(work: UnitOfWork, interaction_id: int) -> Taken | None:
    """Take one to answer it; None if it is answered, another process has it, or its message was deleted."""
    at = now()
    is_free = or_(col(Interaction.taken_at).is_(None), col(Interaction.taken_at) < at - LEASE)
    taken = await work.session.exec(
        update(Interaction)
        .where(col(Interaction.id) == interaction_id, col(Interaction.done_at).is_(None), is_free)
        .values(taken_at=at)
        .returning(col(Interaction.id))
        .execution_options(synchronize_session=False)
    )
    if taken.first() is None:
        return None
    rows = await work.session.exec(
        select(Interaction, Message, Room, Account)
        .join(Message, col(Message.id) == Interaction.message_id)
        .join(Room, col(Room.id) == Message.room_id)
        .join(Account, col(Account.id) == Interaction.account_id)
        .where(Interaction.id == interaction_id, col(Message.deleted_at).is_(None))
    )
    row = rows.first()
    return None if row is None else _taken(*row)


async def renew(work: UnitOfWork, ids: Collection[int]) -> None:
    """Say that these are still being answered."""
    await work.session.exec(update(Interaction).where(col(Interaction.id).in_(ids)).values(taken_at=now()))


async def finish(work: UnitOfWork, interaction_id: int) -> None:
    """Say that one is answered."""
    await work.session.exec(update(Interaction).where(col(Interaction.id) == interaction_id).values(done_at=now()))


async def left(session: AsyncSession, authors: Collection[int]) -> list[int]:
    """Return what nobody answers and somebody should, oldest first: presses of these authors' messages, and calls."""
    at = now()
    is_free = or_(col(Interaction.taken_at).is_(None), col(Interaction.taken_at) < at - LEASE)
    is_ours = or_(col(Message.author_id).in_(authors), col(Interaction.action) == "")
    query = (
        select(Interaction.id)
        .join(Message, col(Message.id) == Interaction.message_id)
        .where(col(Interaction.created_at) > at - KEPT, col(Interaction.created_at) < at - LEASE / 6)
        .where(col(Interaction.done_at).is_(None), is_free, is_ours, col(Message.deleted_at).is_(None))
        .order_by(col(Interaction.id))
        .limit(AT_ONCE)
    )
    return list((await session.exec(query)).all())


def _taken(row: Interaction, message: Message, room: Room, who: Account) -> Taken:
    return Taken(
        id=row.id,
        action=row.action,
        values=json.loads(row.given),
        room_uuid=room.uuid,
        room_name=room.name,
        number=message.number,
        body=message.body,
        blocks=message.blocks,
        author_id=message.author_id,
        account_id=who.id,
        account_uuid=who.uuid,
        username=who.username,
        name=shown_name(who.first_name, who.last_name, who.username),
        is_late=now() - row.created_at > LATE,
    )
