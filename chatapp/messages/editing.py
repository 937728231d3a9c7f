"""Editing what one has said, and what editing and removing have in common: the room's next revision."""

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.errors import Forbidden, NotFound
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.identity import Actor
from chatapp.messages.history import select_messages, view_of
from chatapp.rooms import require_membership
from chatapp.storage.database import rows_of
from chatapp.storage.unit_of_work import UnitOfWork
from models import Message, Room
from models.utc_datetime import now


async def edit(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int, body: str) -> MessageView:
    """Give one's own message another text; returns it as it is then. The same text again changes nothing.

    Announces MessageChanged.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was removed.
        Forbidden: the message is somebody else's, or the actor is no member.
        Invalid: the text is blank, over 10,000 characters, or holds control characters.
    """
    await require_membership(work.session, actor=actor, room_uuid=room_uuid)
    message = await find(work.session, room_uuid, number)
    if message is None:
        raise NotFound
    if message.author_id != actor.account_id:
        raise Forbidden("Only who wrote a message can edit it.")
    if message.deleted_at is not None:
        raise NotFound
    clean = text.body(body)
    if clean == message.body:
        return view_of((await rows_of(work.session, select_messages().where(col(Message.id) == message.id)))[0])
    return await revise(work, message, room_uuid, body=clean, edited_at=now())


async def find(session: AsyncSession, room_uuid: UUID, number: int) -> Message | None:
    """Return a room's message, without asking for rights."""
    found = await session.exec(
        select(Message)
        .join(Room, col(Room.id) == Message.room_id)
        .where(Room.uuid == room_uuid, Message.number == number)
    )
    return found.first()


async def revise(work: UnitOfWork, message: Message, room_uuid: UUID, **values: Any) -> MessageView:
    """Change a message under the room's next revision, whose row lock keeps revisions gapless. Announces it."""
    counted = await work.session.exec(
        update(Room)
        .where(col(Room.id) == message.room_id)
        .values(revision=col(Room.revision) + 1)
        .returning(col(Room.revision))
        .execution_options(synchronize_session=False)
    )
    message.revision = counted.scalar_one()
    for name, value in values.items():
        setattr(message, name, value)
    await work.session.flush()
    rows = await rows_of(work.session, select_messages().where(col(Message.id) == message.id))
    view = view_of(rows[0])
    work.announce(room_topic(room_uuid), MessageChanged(view))
    return view
