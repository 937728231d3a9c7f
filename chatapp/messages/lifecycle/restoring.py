"""Restoring a message that its author has just deleted."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from chatapp import alerts, message_index
from chatapp.errors import Forbidden, Gone, NotFound
from chatapp.events import MessageView
from chatapp.identity import Actor
from chatapp.messages import revision
from chatapp.messages.lifecycle import editions
from chatapp.messages.replies.thread_copies import copy_of
from chatapp.rooms import require_membership
from chatapp.storage.unit_of_work import UnitOfWork
from models.utc_datetime import now

UNDO: Final = timedelta(minutes=10)
TOO_LATE: Final = "You can restore a message for 10 minutes after you delete it."


async def restore(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int) -> MessageView:
    """Bring back a message that the actor wrote and deleted, with its text and reactions; returns it.

    Restoring a message that is there is no error. It counts as unread again for those who have not read as far. What
    was deleted along with it in the room is restored as well.
    Announces MessageChanged, and AlertsAdded, as lists have changed.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it.
        Forbidden: the actor did not write it, is not a member, or somebody else deleted it.
        Gone: it was deleted more than ten minutes ago.
    """
    await require_membership(work.session, actor=actor, room_uuid=room_uuid)
    message = await revision.find(work.session, room_uuid, number)
    if message is None:
        raise NotFound
    if message.author_id != actor.account_id:
        raise Forbidden("Only the author can restore a message.")
    if message.deleted_at is None:
        return await revision.view(work.session, message)
    if message.deleted_by_id not in (actor.account_id, None):
        raise Forbidden("A moderator removed this message, so you can't restore it.")
    is_late = now() - message.deleted_at > UNDO or message.deleted_by_id is None
    body = None if is_late else await editions.take_held(work.session, message)
    if body is None:
        raise Gone(TOO_LATE)
    await message_index.change(work.session, message, before=None, after=body)
    await alerts.note_change(work, message.id, room_uuid)
    copy = await copy_of(work.session, message)
    went_along = (
        copy is not None and copy.message.deleted_at is not None and copy.message.deleted_at >= message.deleted_at
    )
    view = await revision.change(
        work, message, room_uuid, is_restored=True, body=body, deleted_at=None, deleted_by_id=None
    )
    if copy is not None and went_along:
        await restore(work, actor=actor, room_uuid=copy.room_uuid, number=copy.message.number)
    return view
