"""Replying in a thread and saying it in the room as well: a message there that leads into the thread."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid5

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms, text
from chatapp.errors import Invalid
from chatapp.identity import Actor
from chatapp.messages import Posted, PostQueue, SentDraft, TooSoon, pause_left, post
from chatapp.web import urls
from models import Message

COPIES: Final = UUID("6d1f8a3e-0c5b-4f5e-9b57-52c1f3a40a17")  # what keys of such messages are made with
NO_THREAD: Final = "Only a message in a thread can be sent to the room as well."
WORDS: Final = "View in thread"


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

    Who is named is mentioned in the thread alone, where the files are, too. Asking again with the same
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
    _told(body, f"{address}{urls.message(thread_uuid, room.last_number)}")  # before anything is posted
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
        body=_told(body, f"{address}{urls.message(thread_uuid, posted.message.number)}"),
        client_message_id=str(uuid5(COPIES, f"{actor.uuid} {client_message_id.strip()}")),
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


def _told(body: str, link: str) -> str:
    """Return what is said in the room."""
    return text.body("\n".join(filter(None, (text.body(body, may_be_empty=True), f"[{WORDS}]({link})"))))
