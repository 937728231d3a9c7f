"""Editing your own message. Programs do it over REST; pages show the edited text, and have no form for it yet."""

from uuid import UUID

from chatapp import text
from chatapp.errors import Forbidden, NotFound
from chatapp.events import MessageView
from chatapp.identity import Actor
from chatapp.messages import revision
from chatapp.rooms import require_membership
from chatapp.storage.unit_of_work import UnitOfWork
from models.utc_datetime import now


async def edit(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int, body: str) -> MessageView:
    """Give the actor's own message another text; returns it as it is then. The same text changes nothing.

    Announces MessageChanged.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was removed.
        Forbidden: the actor did not write the message, or is not a member.
        Invalid: the text is blank, over 10,000 characters, or contains control characters.
    """
    await require_membership(work.session, actor=actor, room_uuid=room_uuid)
    message = await revision.find(work.session, room_uuid, number)
    if message is None:
        raise NotFound
    if message.author_id != actor.account_id:
        raise Forbidden("Only the author can edit a message.")
    if message.deleted_at is not None:
        raise NotFound
    clean = text.body(body)
    if clean == message.body:
        return await revision.view(work.session, message)
    return await revision.change(work, message, room_uuid, body=clean, edited_at=now())
