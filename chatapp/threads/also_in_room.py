"""Replying in a thread and saying it in the room as well: a message there that leads into the thread."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.errors import Invalid
from chatapp.identity import Actor
from chatapp.messages import Posted, PostQueue, SentDraft, TooSoon, pause_left, post
from chatapp.messages.thread_copies import body_of_copy, key_of_copy
from chatapp.web import urls
from models import Message

NO_THREAD: Final = "Only a message in a thread can be sent to the room as well."


async def post_in_both(
    queue: PostQueue,
    *,
    actor: Actor,
    thread_uuid: UUID,
    body: str,
    client_message_id: str,
    address: str,
    reply_to: int | None = None,
    draft: SentDraft | None = None,
    upload_uuids: Sequence[UUID] = (),
) -> Posted:
    """Post in a thread, and its text in the room as well, with a link to it; returns the message in the thread.

    Who is named is mentioned in the thread alone, where the files are, too. What is said in the room follows the reply
    when that is edited, deleted or restored. Asking again with the same
    ``client_message_id`` posts what is missing, and nothing twice. ``address``: the origin that people use. Announces
    and raises as `messages.post`.

    Raises:
        TooSoon: slow mode keeps the actor from posting in one of the two.
        Invalid: it is no thread, or the text with the link is too long.
    """
    async with queue.database.reading() as session:
        room = await rooms.get(session, actor=actor, room_uuid=thread_uuid)
        if room.parent_uuid is None:
            raise Invalid({"also_in_room": NO_THREAD})
        await _refuse_in_pause(session, actor, room.parent_uuid, client_message_id.strip())
    body_of_copy(body, f"{address}{urls.message(thread_uuid, room.last_number)}")  # before anything is posted
    posted = await post(
        queue,
        actor=actor,
        room_uuid=thread_uuid,
        body=body,
        client_message_id=client_message_id,
        reply_to=reply_to,
        draft=draft,
        upload_uuids=upload_uuids,
    )
    await post(
        queue,
        actor=actor,
        room_uuid=room.parent_uuid,
        body=body_of_copy(body, f"{address}{urls.message(thread_uuid, posted.message.number)}"),
        client_message_id=key_of_copy(actor.uuid, client_message_id.strip()),
        calls_people=False,
    )
    return posted


async def _refuse_in_pause(session: AsyncSession, actor: Actor, room_uuid: UUID, key: str) -> None:
    """Refuse what slow mode would keep out of the room, unless it stands in the thread already."""
    pause = await pause_left(session, actor=actor, room_uuid=room_uuid)
    if pause:
        is_posted = Message.author_id == actor.account_id, Message.client_message_id == key
        if (await session.exec(select(Message.id).where(*is_posted))).first() is None:
            raise TooSoon(pause)
