"""Deleting a message: its number stays; nobody sees its text and reactions, and they are gone when undo is over."""

from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col, select

from chatapp import alerts, audit, message_index
from chatapp.errors import NotFound
from chatapp.events import RoomChanged, room_topic
from chatapp.identity import Actor
from chatapp.messages import revision
from chatapp.messages.lifecycle import editions
from chatapp.messages.replies.thread_copies import copy_of
from chatapp.rooms import RoomPermission, access
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Alert, Attachment, Interaction, Mention, Message, MessageKind, Reaction, Room, Upload
from models.utc_datetime import now


async def remove(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int) -> None:
    """Delete a message: authors may while they are members, and so may the room's owner, moderators, administrators.

    The row stays as a tombstone, so that numbers keep their meaning. An author can restore their message for ten
    minutes (`restoring`); until then its text is kept, and its reactions, and shown to nobody. What a moderator
    deletes is gone at once, with an entry in the audit trail. In a direct conversation people delete only their own.
    Lines of Chatapp are nobody's own. A pinned message is unpinned. What was said in a thread and in its room as well
    is deleted in both. Deleting twice is no error.
    Announces MessageChanged, RoomChanged if it was pinned, and AlertsAdded, as lists have changed.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it.
        Forbidden: the actor neither wrote the message nor may moderate the room.
    """
    message = await revision.find(work.session, room_uuid, number)
    is_own = message is not None and message.author_id == actor.account_id and message.kind == MessageKind.TEXT
    if not (is_own and await access.has_open_membership(work.session, actor=actor, room_uuid=room_uuid)):
        permission = await access.require_moderator_or_administrator(work.session, actor, room_uuid)
        if message is None:
            raise NotFound
        if not is_own and message.deleted_at is None:
            await _record(work, permission, message)
    if message is None or message.deleted_at is not None:
        return
    await alerts.note_change(work, message.id, room_uuid)
    if is_own:
        await editions.hold(work.session, message)
    else:
        await drop(work, [message.id])
    if message.kind == MessageKind.TEXT:
        await message_index.change(work.session, message, before=message.body, after=None)
    if message.pinned_at is not None:
        message.pinned_at = message.pinned_by_id = None
        work.announce(room_topic(room_uuid), RoomChanged(room_uuid))
    copy = await copy_of(work.session, message)
    await revision.change(work, message, room_uuid, body="", deleted_at=now(), deleted_by_id=actor.account_id)
    if copy is not None:
        await remove(work, actor=actor, room_uuid=copy.room_uuid, number=copy.message.number)


async def drop(work: UnitOfWork, message_ids: list[int]) -> None:
    """Delete what is kept of deleted messages: their texts, blocks, reactions, mentions, alerts and files."""
    await editions.forget(work.session, message_ids)
    await work.session.exec(update(Message).where(col(Message.id).in_(message_ids)).values(blocks=""))
    for kind in (Reaction, Mention, Interaction, Alert):
        await work.session.exec(delete(kind).where(col(kind.message_id).in_(message_ids)))
    carried = select(Attachment.upload_id).where(col(Attachment.message_id).in_(message_ids))
    await work.session.exec(delete(Upload).where(col(Upload.id).in_(carried)))


async def _record(work: UnitOfWork, permission: RoomPermission, message: Message) -> None:
    author = await work.session.get_one(Account, message.author_id)
    home = await work.session.get_one(Room, permission.room.home_id)  # a thread is named after what somebody wrote
    audit.record(
        work,
        actor=permission.actor,
        action="remove message",
        subject=home.name,
        subject_uuid=home.uuid,
        detail=f"Message {message.number} by {author.username}",
    )
