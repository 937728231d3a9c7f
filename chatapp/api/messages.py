"""REST: messages, and what changed since a revision."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from chatapp import messages, threads
from chatapp.api import message_json
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathNumber, PathUuid, StreamActor, begin
from chatapp.api.json_response import as_json
from chatapp.api.message_out import ChangesOut, EditionsOut, MessageOut, MessagesOut, message_out
from chatapp.api.new_message import EditedMessage, NewMessage
from chatapp.authentication.rate_limit import asker_of
from chatapp.errors import Invalid
from chatapp.realtime.change_waits import LONGEST
from chatapp.storage.paging import AT_MOST, PAGE
from chatapp.uploads.limits import OF_MESSAGE
from chatapp.web.parameters import LARGEST

router = APIRouter(prefix="/rooms/{room_uuid}", tags=["messages"])

WAIT = "Seconds to wait for a change if there is none; then the answer is an empty page. Ask again right away."
Number = Annotated[int | None, Query(ge=0, le=LARGEST)]
Limit = Annotated[int, Query(ge=1, le=AT_MOST)]


@router.get("/messages", summary="History", response_model=MessagesOut)
async def history(
    chat: CurrentChat,
    actor: CurrentActor,
    room_uuid: PathUuid,
    before: Number = None,
    after: Number = None,
    limit: Limit = PAGE,
) -> Response:
    """Return the newest messages, those before a number, or those after one."""
    found = await chat.read(
        message_json.page, actor=actor, room_uuid=room_uuid, before=before, after=after, limit=limit
    )
    return Response(found, media_type="application/json")


@router.post(
    "/messages",
    status_code=201,
    response_model=MessageOut,
    summary="Post",
    responses={200: {"model": MessageOut, "description": "A retry: the message that is already stored"}},
)
async def post(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, new: NewMessage) -> Response:
    """Post a message. Answers when it is durable: 201 for a new one, 200 for a repeated `client_message_id`."""
    await chat.uploads.finish(actor=actor, upload_uuids=new.uploads[:OF_MESSAGE])
    if new.also_in_room and new.blocks:
        raise Invalid({"also_in_room": "A message with blocks can't be sent to the room as well."})
    if new.also_in_room:
        store = partial(threads.post_in_both, thread_uuid=room_uuid, address=chat.address)
    else:
        store = partial(messages.post, room_uuid=room_uuid, blocks=new.blocks)
    posted = await store(
        chat.post_queue,
        actor=actor,
        body=new.body,
        client_message_id=new.client_message_id,
        reply_to=new.reply_to,
        upload_uuids=new.uploads,
    )
    return as_json(message_out(posted.message), 201 if posted.is_new else 200)


@router.patch("/messages/{number}", summary="Edit")
async def edit(
    chat: CurrentChat,
    actor: CurrentActor,
    room_uuid: PathUuid,
    number: PathNumber,
    edited: EditedMessage,
) -> MessageOut:
    """Change the text of your message. The same text changes nothing.

    If it was edited after `base_revision`, the answer is 409, with its `body` and `revision`.
    """
    await messages.prepare_edit(chat.rendering_limit, actor, edited.body, edited.blocks)
    async with chat.changing(actor) as work:
        view = await messages.edit(
            work,
            actor=actor,
            room_uuid=room_uuid,
            number=number,
            body=edited.body,
            base_revision=edited.base_revision,
            presence=chat.presence,
            blocks=edited.blocks,
        )
    return message_out(view)


@router.get("/messages/{number}/editions", summary="Earlier versions")
async def editions(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, number: PathNumber) -> EditionsOut:
    """Return what a message said before it was edited, newest first: at most 100 versions."""
    async with chat.reading() as session:
        found = await messages.read_editions(session, actor=actor, room_uuid=room_uuid, number=number)
    return EditionsOut.model_validate({"editions": found}, from_attributes=True)


@router.post("/messages/{number}/restore", summary="Restore")
async def restore(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, number: PathNumber) -> MessageOut:
    """Bring back a message that you wrote and removed in the last ten minutes, with its text and reactions."""
    async with chat.changing(actor) as work:
        view = await messages.restore(work, actor=actor, room_uuid=room_uuid, number=number)
    return message_out(view)


@router.delete("/messages/{number}", status_code=204, summary="Remove")
async def remove(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, number: PathNumber) -> Response:
    """Remove your message, or any message if you moderate the room. Its number stays, without a text."""
    async with chat.changing(actor) as work:
        await messages.remove(work, actor=actor, room_uuid=room_uuid, number=number)
    return Response(status_code=204)


@router.get("/changes", summary="What changed")
async def changes(
    request: Request,
    chat: CurrentChat,
    actor: StreamActor,
    room_uuid: PathUuid,
    since: Annotated[int, Query(ge=0, le=LARGEST)],
    limit: Limit = AT_MOST,
    wait: Annotated[float, Query(ge=0, le=LONGEST, description=WAIT)] = 0,
) -> ChangesOut:
    """Return every message that changed after a revision, in any way: all a program needs to stay in sync."""

    async def read() -> messages.MessagePage:
        async with chat.reading() as session:
            return await messages.changes(session, actor=actor, room_uuid=room_uuid, since=since, limit=limit)

    if wait:
        async with chat.throttles.waits.turn(asker_of(actor)):
            message_page = await chat.change_waits.first(room_uuid, read, wait)
        await begin(request, actor)
    else:
        await begin(request, actor)
        message_page = await read()
    return ChangesOut.model_validate(message_page, from_attributes=True)
