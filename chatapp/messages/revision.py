"""The core of every change to a message: it takes the room's next revision, and every page of the room hears of it."""

from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Forbidden, NotFound
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.messages.message_rows import select_messages, view_of
from chatapp.messages.replies import thread_names, thread_replies
from chatapp.storage.database import rows_of
from chatapp.storage.unit_of_work import UnitOfWork
from models import Message, MessageKind, Room


async def find(session: AsyncSession, room_uuid: UUID, number: int) -> Message | None:
    """Return a room's message. Checks no rights."""
    found = await session.exec(
        select(Message)
        .join(Room, col(Room.id) == Message.room_id)
        .where(Room.uuid == room_uuid, Message.number == number)
    )
    return found.first()


async def find_text(session: AsyncSession, room_uuid: UUID, number: int) -> Message:
    """Return a room's message that somebody wrote and that is there. Checks no rights.

    Raises:
        NotFound: there is no such message, or it was deleted.
        Forbidden: it is a line in which Chatapp says what happened.
    """
    message = await find(session, room_uuid, number)
    if message is None or message.deleted_at is not None:
        raise NotFound
    if message.kind != MessageKind.TEXT:
        raise Forbidden("Only messages that people wrote can be edited, pinned or reacted to.")
    return message


async def view(session: AsyncSession, message: Message) -> MessageView:
    """Return a message as pages and programs see it."""
    rows = await rows_of(session, select_messages().where(col(Message.id) == message.id))
    return view_of(rows[0])


async def change(
    work: UnitOfWork,
    message: Message,
    room_uuid: UUID,
    *,
    is_edited: bool = False,
    is_restored: bool = False,
    **values: Any,
) -> MessageView:
    """Set columns of a message under the room's next revision; returns the message as it is then.

    ``is_edited``: its author has given it another text; ``is_restored``: its deletion is undone.
    The row lock on the room keeps revisions gapless. Announces MessageChanged; a second one if the message is in a
    thread and was deleted or restored.
    """
    counted = await work.session.exec(
        update(Room)
        .where(col(Room.id) == message.room_id)
        .values(revision=col(Room.revision) + 1)
        .returning(col(Room.revision))
        .execution_options(synchronize_session=False)
    )
    message.revision = counted.scalar_one()
    if is_edited:
        message.body_revision = message.revision
    for name, value in values.items():
        setattr(message, name, value)
    await work.session.flush()
    changed = await view(work.session, message)
    work.announce(room_topic(room_uuid), MessageChanged(changed, is_restored=is_restored))
    connection = await work.session.connection()
    if changed.thread is not None and "body" in values:
        await connection.run_sync(thread_names.rename, changed.thread.room_uuid, changed.body)
    if "deleted_at" in values:
        await connection.run_sync(partial(thread_replies.tell_changed, work), message.room_id)
    return changed
