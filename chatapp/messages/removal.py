"""Removing a message: its number stays, its text is gone for good."""

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from chatapp import audit
from chatapp.errors import NotFound
from chatapp.identity import Actor
from chatapp.messages import revision
from chatapp.rooms import access
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Reaction
from models.utc_datetime import now


async def remove(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int) -> None:
    """Remove a message: authors may while they are members, and so may the room's owner, moderators, administrators.

    The row stays as a tombstone, so that numbers keep their meaning; its text is overwritten and its reactions are
    deleted. Removing another person's message writes an entry in the audit trail. In a direct conversation people
    remove only their own. Removing twice is no error. Announces MessageChanged.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it.
        Forbidden: the actor neither wrote the message nor may moderate the room.
    """
    message = await revision.find(work.session, room_uuid, number)
    is_own = message is not None and message.author_id == actor.account_id
    if not (is_own and await access.has_open_membership(work.session, actor=actor, room_uuid=room_uuid)):
        permission = await access.require_moderator_or_administrator(work.session, actor, room_uuid)
        if message is None:
            raise NotFound
        if not is_own and message.deleted_at is None:
            author = await work.session.get_one(Account, message.author_id)
            audit.record(
                work,
                actor=actor,
                action="remove message",
                subject=permission.room.name,
                subject_uuid=room_uuid,
                detail=f"Message {number} by {author.username}",
            )
    if message is not None and message.deleted_at is None:
        await work.session.exec(delete(Reaction).where(col(Reaction.message_id) == message.id))
        await revision.change(work, message, room_uuid, body="", deleted_at=now(), deleted_by_id=actor.account_id)
