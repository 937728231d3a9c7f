"""Removing what was said: the place in the conversation stays, the words are gone for good."""

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit
from chatapp.errors import NotFound
from chatapp.identity import Actor, is_administrator
from chatapp.messages.editing import find, revise
from chatapp.rooms import access
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Membership, Reaction, Room
from models.utc_datetime import now


async def remove(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int) -> None:
    """Remove a message: its author may, while he is a member, and the room's owner, moderators, and administrators.

    The row stays as a tombstone so that numbers keep their meaning; its text is overwritten, its reactions go. What
    others wrote is removed with an entry in the audit trail. In a conversation of two, each removes only his own.
    Removing twice is no error. Announces MessageChanged.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it.
        Forbidden: the message is somebody else's, and the actor does not look after the room.
    """
    message = await find(work.session, room_uuid, number)
    is_own = message is not None and message.author_id == actor.account_id
    if not (is_own and await _is_at_home(work.session, actor, room_uuid)):
        mandate = await _mandate(work.session, actor, room_uuid)
        if message is None:
            raise NotFound
        if not is_own and message.deleted_at is None:
            author = await work.session.get_one(Account, message.author_id)
            audit.record(
                work,
                actor=actor,
                action="remove message",
                subject=mandate.room.name,
                subject_uuid=room_uuid,
                detail=f"Message {number} by {author.username}",
            )
    if message is not None and message.deleted_at is None:
        await work.session.exec(delete(Reaction).where(col(Reaction.message_id) == message.id))
        await revise(work, message, room_uuid, body="", deleted_at=now())


async def _mandate(session: AsyncSession, actor: Actor, room_uuid: UUID) -> access.RoomPermission:
    """Return the right to remove what others wrote; an administrator has it in closed rooms too."""
    if await is_administrator(session, actor):
        return await access.require_manager(session, actor, room_uuid)
    return await access.require_moderator(session, actor, room_uuid)


async def _is_at_home(session: AsyncSession, actor: Actor, room_uuid: UUID) -> bool:
    """Say whether somebody with an active account is a member of the open room."""
    found = await session.exec(
        select(Room.id)
        .join(Membership, col(Membership.room_id) == Room.id)
        .join(Account, (col(Account.id) == Membership.account_id) & col(Account.is_active))
        .where(Room.uuid == room_uuid, col(Room.closed_at).is_(None), Account.id == actor.account_id)
    )
    return found.first() is not None
