"""What outgoing hooks have not sent yet: the messages of their rooms, and replies in the threads of those.

A room's own messages are counted by their numbers. Replies are counted by the room's revisions that told of them:
those go up one by one whatever the thread, and no reply is committed under an earlier one than was seen.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.snapshot import Snapshot
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Hook, HookKind, Message, MessageKind, Room

FIRST: Final = FixedStatement(  # asked with every look: most workspaces have none
    select(Hook.id).where(Hook.kind == HookKind.OUTGOING, col(Hook.is_on)).limit(1)
)


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that a hook sends next. ``place``: the hook's room, or the thread in it that the message is in."""

    message: Message
    author: Account
    room: Room
    place: Room


def is_there_any(snapshot: Snapshot) -> bool:
    """Return whether there is a hook that sends."""
    return FIRST.first(snapshot.connection, {}) is not None


def select_hooks() -> Select[Hook, Room]:
    """Select outgoing hooks that are on, with their open rooms."""
    return (
        select(Hook, Room)
        .join(Room, col(Room.id) == Hook.room_id)
        .where(Hook.kind == HookKind.OUTGOING, col(Hook.is_on), col(Room.closed_at).is_(None))
    )


async def due(session: AsyncSession, at: datetime) -> list[int]:
    """Return the ids of hooks in whose rooms something has changed since they sent all, and that need not wait."""
    is_due = or_(col(Hook.due_at).is_(None), col(Hook.due_at) <= at)
    rows = await session.exec(select_hooks().where(col(Room.revision) > col(Hook.sent_revision), is_due))
    return [hook.id for hook, _ in rows.all()]


async def next_of(session: AsyncSession, hook: Hook, room: Room, since: datetime) -> Unsent | None:
    """Return what a hook sends next: what people wrote after ``since`` and is there, the oldest first."""
    own = _select(since).where(col(Message.room_id) == room.id, col(Message.number) > hook.sent_number)
    replies = _select(since).where(
        col(Room.parent_id) == room.id, col(Room.root_revision) > hook.sent_revision, *_is_unsent_reply(hook)
    )
    found = [
        Unsent(message, author, room, place)
        for query in (own.order_by(col(Message.number)), _in_order(replies))
        for message, author, place in (await session.exec(query.limit(1))).all()
    ]
    return min(found, key=lambda one: one.message.id, default=None)


def send_from_now_on(hook: Hook, room: Room) -> None:
    """Have a hook send what is posted from now on."""
    hook.sent_number, hook.sent_revision, hook.sent_reply = room.last_number, room.revision, 0


def note_sent(hook: Hook, message: Message) -> None:
    """Note that a hook has sent a message, as the next one of those that it had not."""
    if message.parent_revision is None:
        hook.sent_number = max(hook.sent_number, message.number)
    elif message.parent_revision > hook.sent_revision:
        hook.sent_revision, hook.sent_reply = message.parent_revision - 1, message.number


async def note_all_sent(work: UnitOfWork, hook: Hook, room: Room) -> None:
    """Note that nothing is left to send of a room as it was read."""
    passed = update(Hook).where(col(Hook.id) == hook.id, col(Hook.sent_revision) < room.revision)
    await work.session.exec(passed.values(sent_number=room.last_number, sent_revision=room.revision, sent_reply=0))


def _select(since: datetime) -> Select[Message, Account, Room]:
    return (
        select(Message, Account, Room)
        .join(Account, col(Account.id) == Message.author_id)
        .join(Room, col(Room.id) == Message.room_id)
        .where(col(Message.kind) == MessageKind.TEXT, col(Message.deleted_at).is_(None), ~col(Account.is_bot))
        .where(col(Message.created_at) > since)
    )


def _in_order(replies: Select[Message, Account, Room]) -> Select[Message, Account, Room]:
    """Order replies as they were told: those that were stored together have one revision, and are in one thread."""
    return replies.order_by(col(Message.parent_revision), col(Message.number))


def _is_unsent_reply(hook: Hook) -> tuple[ColumnElement[bool], ...]:
    revision = col(Message.parent_revision)
    is_sent = and_(revision == hook.sent_revision + 1, col(Message.number) <= hook.sent_reply)
    return revision > hook.sent_revision, ~is_sent
