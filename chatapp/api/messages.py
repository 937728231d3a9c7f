"""REST: messages, and what changed since a revision."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field, field_validator

from chatapp import messages, threads
from chatapp.api.attachments import AttachmentOut
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathNumber, PathUuid, StreamActor, begin
from chatapp.api.json_response import as_json
from chatapp.api.new_message import EditedMessage, NewMessage
from chatapp.authentication.rate_limit import asker_of
from chatapp.errors import Invalid
from chatapp.events import MessageView
from chatapp.messages.blocks import Block
from chatapp.messages.blocks import read as read_blocks
from chatapp.realtime.change_waits import LONGEST
from chatapp.storage.paging import AT_MOST, PAGE
from chatapp.uploads.limits import OF_MESSAGE
from chatapp.web.parameters import LARGEST

router = APIRouter(prefix="/rooms/{room_uuid}", tags=["messages"])

WAIT = "Seconds to wait for a change if there is none; then the answer is an empty page. Ask again right away."
Number = Annotated[int | None, Query(ge=0, le=LARGEST)]
Limit = Annotated[int, Query(ge=1, le=AT_MOST)]


class EditionOut(BaseModel):
    """What a message said from ``written_at`` until it was edited."""

    number: int
    body: str = Field(examples=["Deploying in five minutes."])
    written_at: datetime
    author_uuid: UUID


class EditionsOut(BaseModel):
    """What a message said before it was edited, newest first; empty if the workspace doesn't keep that."""

    editions: list[EditionOut]


class ReactionOut(BaseModel):
    """One emoji under a message and the people who reacted with it, first one first."""

    emoji: str = Field(examples=["👍"])
    count: int
    people: list[UUID] = Field(description="At most the first 100; ``count`` counts all.")


class MentionOut(BaseModel):
    """Whom a message mentions: a person, all members of the room, or the members who were online."""

    kind: str = Field(examples=["person"], description="person, room or here")
    uuid: UUID | None = Field(description="The person's; null for room and here.")


class ThreadPersonOut(BaseModel):
    """A person who replied in a thread."""

    uuid: UUID
    name: str = Field(examples=["Ada Lovelace"])


class ThreadOut(BaseModel):
    """The thread of a message. ``people``: up to three who replied, the latest first."""

    room_uuid: UUID = Field(description="Of the thread itself: it answers as any room.")
    replies: int
    last_at: datetime | None = Field(description="When the latest reply was written.")
    people: list[ThreadPersonOut]


class MessageOut(BaseModel):
    """A message. ``number`` is 1, 2, 3 … in its room without gaps; a deleted one keeps its number, without a body."""

    number: int
    revision: int
    author_uuid: UUID
    author_username: str
    author_name: str
    is_by_bot: bool = Field(description="A program has written it, under an account of its own.")
    client_message_id: str
    body: str
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    reactions: list[ReactionOut]
    kind: str = Field(
        examples=["text"], description="text; or joined, left, added, renamed, described, pinned: a line by Chatapp."
    )
    reply_to: int | None = Field(description="The number of the message in this room that it answers.")
    mentions: list[MentionOut]
    is_pinned: bool
    attachments: list[AttachmentOut]
    blocks: list[Block] = Field(description="Shown in place of the body, if there are any.")
    thread: ThreadOut | None = Field(description="The thread that it has, if there is one.")

    @field_validator("blocks", mode="before")
    @classmethod
    def _as_stored(cls, given: Any) -> Any:
        return read_blocks(given) if isinstance(given, str) else given

    @field_validator("mentions", mode="before")
    @classmethod
    def _without_people_here(cls, mentions: Any) -> Any:
        return [one for one in mentions if one.kind == "person" or one.uuid is None]


class MessagesOut(BaseModel):
    """A page of messages, oldest first, as of the room's ``revision``."""

    messages: list[MessageOut]
    revision: int
    has_more: bool


class ChangesOut(MessagesOut):
    """Messages in the order of their changes. Ask again with ``since=revision`` until ``has_more`` is false."""


def message_out(view: MessageView) -> MessageOut:
    """Return the message as programs see it."""
    return MessageOut.model_validate(view, from_attributes=True)


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
    message_page = await chat.read(
        messages.read_page, actor=actor, room_uuid=room_uuid, before=before, after=after, limit=limit
    )
    return as_json(MessagesOut.model_validate(message_page, from_attributes=True))


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
