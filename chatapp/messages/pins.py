"""Pinning messages, for everybody in the room: what is to be found again without searching."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Conflict
from chatapp.events import MessageChanged, MessageView, RoomChanged, room_topic
from chatapp.identity import Actor
from chatapp.messages import revision
from chatapp.messages.message_rows import select_messages, view_of
from chatapp.rooms.access import require_membership, require_open_membership
from chatapp.rooms.system_lines import PINNED, insert_line
from chatapp.storage.database import rows_of
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Message, MessageKind, Room
from models.utc_datetime import now

PINS_LIMIT: Final = 100  # of a room
FULL: Final = f"This room already has {PINS_LIMIT} pinned messages. Unpin one first."


@dataclass(frozen=True, slots=True)
class Pin:
    """A pinned message, and who pinned it."""

    message: MessageView
    by_uuid: UUID
    by_name: str
    at: datetime


async def pin(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int) -> MessageView:
    """Pin a message; returns it as it is then. Pinning it twice changes nothing.

    Any member may, in direct chats too. Announces MessageChanged and RoomChanged; a line in the room says so.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was deleted.
        Forbidden: the actor is not a member, the room is closed, or the message is a line of Chatapp.
        Conflict: the room has 100 pinned messages.
    """
    room, message = await _reachable(work.session, actor, room_uuid, number)
    if message.pinned_at is not None:
        return await revision.view(work.session, message)
    if await _count(work.session, room.id) >= PINS_LIMIT:
        raise Conflict({"number": FULL})
    pinned = await revision.change(work, message, room_uuid, pinned_at=now(), pinned_by_id=actor.account_id)
    work.announce(room_topic(room_uuid), RoomChanged(room_uuid))
    if not room.is_direct:
        line = await insert_line(work, room, actor.account_id, MessageKind.PINNED, PINNED, reply_to=number)
        work.announce(room_topic(room_uuid), MessageChanged(await revision.view(work.session, line)))
    return pinned


async def unpin(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int) -> MessageView:
    """Unpin a message; returns it as it is then. It is no error if it is not pinned.

    Any member may. Announces MessageChanged and RoomChanged; raises as `pin`, but for the limit.
    """
    _, message = await _reachable(work.session, actor, room_uuid, number)
    if message.pinned_at is None:
        return await revision.view(work.session, message)
    work.announce(room_topic(room_uuid), RoomChanged(room_uuid))
    return await revision.change(work, message, room_uuid, pinned_at=None, pinned_by_id=None)


async def pins(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> list[Pin]:
    """Return a room's pinned messages, the one that was pinned last first; at most 100.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or the room is closed.
    """
    room_id = await require_membership(session, actor=actor, room_uuid=room_uuid)
    is_pinned = col(Message.room_id) == room_id, col(Message.pinned_at).is_not(None), col(Message.deleted_at).is_(None)
    newest = select(Message.number, Message.pinned_at, Account).join(Account, col(Account.id) == Message.pinned_by_id)
    query = newest.where(*is_pinned).order_by(col(Message.pinned_at).desc(), col(Message.number).desc())
    found = (await session.exec(query.limit(PINS_LIMIT))).all()
    numbers = [number for number, _, _ in found]
    rows = await rows_of(
        session, select_messages().where(col(Message.room_id) == room_id, col(Message.number).in_(numbers))
    )
    views = {row.number: view_of(row) for row in rows}
    return [Pin(views[number], by.uuid, by.name, at) for number, at, by in found if number in views and at is not None]


async def _count(session: AsyncSession, room_id: int) -> int:
    query = select(func.count()).select_from(Message).where(Message.room_id == room_id)
    return (await session.exec(query.where(col(Message.pinned_at).is_not(None)))).one()


async def _reachable(session: AsyncSession, actor: Actor, room_uuid: UUID, number: int) -> tuple[Room, Message]:
    room, _ = await require_open_membership(session, actor, room_uuid)
    return room, await revision.find_text(session, room_uuid, number)
