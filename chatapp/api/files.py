"""REST: the files of a room, and sending some in one request."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.datastructures import FormData, UploadFile

from chatapp import messages, rooms, uploads
from chatapp.api.attachments import AttachmentOut
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid, StreamActor, begin
from chatapp.api.message_out import MessageOut, message_out
from chatapp.authentication.rate_limit import asker_of
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid
from chatapp.identity import Actor
from chatapp.storage.paging import AT_MOST, PAGE
from chatapp.uploads.limits import FORM_BYTES, OF_MESSAGE, PIECE
from chatapp.web.forms import SlicedRequest
from chatapp.web.parameters import LARGEST
from chatapp.web.request_costs import payer_of

router = APIRouter(prefix="/rooms/{room_uuid}/files", tags=["files"])

FIELDS: Final = ("body", "client_message_id", "alt")
FORM: Final = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
        **{name: {"type": "string"} for name in FIELDS},
    },
}


class RoomFileOut(BaseModel):
    """A file of a room: which message has it, who sent it and when."""

    attachment: AttachmentOut
    room_uuid: UUID = Field(description="The message's: the room, or a thread of it.")
    number: int = Field(description="The message's.")
    author_uuid: UUID
    author_username: str
    author_name: str
    sent_at: datetime


class RoomFilesOut(BaseModel):
    """Files of a room, the last sent first. ``next``: pass it as ``cursor`` for those before; null at the end."""

    files: list[RoomFileOut]
    next: int | None


@router.get("", summary="Files of a room")
async def files(
    chat: CurrentChat,
    actor: CurrentActor,
    room_uuid: PathUuid,
    search: Annotated[str, Query(max_length=100)] = "",
    cursor: Annotated[int | None, Query(ge=0, le=LARGEST)] = None,
    limit: Annotated[int, Query(ge=1, le=AT_MOST)] = PAGE,
) -> RoomFilesOut:
    """Return the files of a room and its threads, the last sent first.

    `search`: part of a name, description or sender.
    """
    async with chat.reading() as session:
        page = await uploads.files(session, actor=actor, room_uuid=room_uuid, search=search, after=cursor, limit=limit)
    return RoomFilesOut.model_validate({"files": page.items, "next": page.next}, from_attributes=True)


@router.post(
    "",
    status_code=201,
    summary="Send files in one request",
    responses={200: {"model": MessageOut, "description": "A retry: the message that is already stored"}},
    openapi_extra={"requestBody": {"content": {"multipart/form-data": {"schema": FORM}}}},
)
async def send(
    request: Request, response: Response, chat: CurrentChat, actor: StreamActor, room_uuid: PathUuid
) -> MessageOut:
    """Post a message with files, as `curl -F file=@photo.jpg` sends them; `body` is its text, `alt` describes them.

    All of them together may be as large as one file. Large ones are better sent in pieces.
    """
    async with chat.reading() as session:
        await rooms.require_membership(session, actor=actor, room_uuid=room_uuid)
    length = request.headers.get("content-length", "0")[:20]  # a number: the guard has seen to that
    await chat.uploads.require_room(actor=actor, size=int(length) - FORM_BYTES)
    sliced = SlicedRequest(request, payer_of(request.scope).require)
    async with (
        chat.throttles.forms.turn(asker_of(actor)),
        sliced.form(max_files=OF_MESSAGE, max_fields=len(FIELDS)) as form,
    ):
        await begin(request, actor)
        given = [one for one in form.getlist("file") if isinstance(one, UploadFile)]
        if not given:
            raise Invalid({"file": "Send at least one file, as multipart/form-data."})
        key = _text(form, "client_message_id") or str(uuid4())
        sent = [
            await _send(chat, actor, room_uuid, one, f"{key}/{index}"[-64:], _text(form, "alt"))
            for index, one in enumerate(given)
        ]
        body = _text(form, "body")
    posted = await messages.post(
        chat.post_queue, actor=actor, room_uuid=room_uuid, body=body, client_message_id=key, upload_uuids=sent
    )
    response.status_code = 201 if posted.is_new else 200
    return message_out(posted.message)


async def _send(chat: Chat, actor: Actor, room_uuid: UUID, given: UploadFile, key: str, alt: str) -> UUID:
    """Take a file in pieces, from where it was cut off the last time."""
    view = await chat.uploads.begin(
        actor=actor,
        room_uuid=room_uuid,
        name=given.filename or "",
        size=given.size or 0,
        client_upload_id=key,
        alt=alt or None,
    )
    while not view.is_ready:
        await given.seek(view.received)
        piece = await given.read(PIECE)
        view = await chat.uploads.receive(actor=actor, upload_uuid=view.uuid, offset=view.received, chunks=_once(piece))
    return view.uuid


async def _once(piece: bytes) -> AsyncIterator[bytes]:
    yield piece


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
