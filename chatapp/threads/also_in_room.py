"""Replying in a thread and saying it in the room as well: a message there that leads into the thread."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chatapp import rooms
from chatapp.errors import Invalid
from chatapp.identity import Actor
from chatapp.messages import Posted, PostQueue, SentDraft, post
from chatapp.messages.replies.thread_copies import body_of_copy, key_of_copy
from chatapp.web import urls

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
        TooSoon: slow mode keeps the actor from posting in the room and its threads.
        Invalid: it is no thread, or the text with the link is too long.
    """
    async with queue.database.reading() as session:
        room = await rooms.get(session, actor=actor, room_uuid=thread_uuid)
        if room.parent_uuid is None:
            raise Invalid({"also_in_room": NO_THREAD})
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
        waits=False,
    )
    return posted
