"""REST: messages that you have written for later."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chatapp import scheduled
from chatapp.api import limits
from chatapp.api.bodies import Uuid
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.api.later import LENGTHS, WHEN, LaterChange, LaterOut, NewForLater
from chatapp.api.message_out import MessageOut, message_out
from chatapp.scheduled import ScheduledView
from chatapp.web.parameters import LARGEST

router = APIRouter(prefix="/me/scheduled", tags=["scheduled messages"])


class ScheduledFileOut(BaseModel):
    """A file that a message for later takes along. ``size``: bytes."""

    uuid: UUID
    name: str = Field(examples=["report.pdf"])
    size: int


class ScheduledOut(LaterOut):
    """A message you have written for later. ``room_uuid``: null if the room was deleted."""

    room_name: str = Field(examples=["Deploys"])
    body: str = Field(examples=["Deploying in five minutes."])
    reply_to: int | None
    due_at: datetime = Field(description="The moment it's sent.")
    files: list[ScheduledFileOut]
    problem: str = Field(description="Why it couldn't be sent, and waits for you; or empty.")


class NewScheduledMessage(NewForLater):
    """A message for later. Repeating a ``client_message_id`` is safe: it answers with the same one."""

    room_uuid: Uuid
    body: str = Field(
        default="", json_schema_extra=limits.BODY, examples=["Deploying in five minutes."], description="Or files."
    )
    at: str = Field(json_schema_extra=LENGTHS, examples=["2026-12-01T09:00"], description=WHEN)
    reply_to: int | None = Field(default=None, ge=1, le=LARGEST)
    client_message_id: str | None = Field(
        default=None,
        json_schema_extra=limits.CLIENT_MESSAGE_ID,
        examples=["0b8f5c1e-7d0e-4d3a-9f63-5e0d2f1f3c55"],
        description="The message's own, once it's sent. A UUID works best.",
    )
    uploads: list[Uuid] = Field(default_factory=list, description="Your files in the room, which have all arrived.")


class ScheduledChange(LaterChange):
    """What to change; what you leave out stays. A new time gives a message that couldn't be sent another try."""

    body: str | None = Field(default=None, json_schema_extra=limits.BODY, examples=["Deploying in ten minutes."])


@router.get("", summary="Your scheduled messages")
async def list_scheduled(chat: CurrentChat, actor: CurrentActor) -> list[ScheduledOut]:
    """List the messages you have written for later, up to 100: those that couldn't be sent, then the next first."""
    async with chat.reading() as session:
        return [_out(one) for one in await scheduled.all_scheduled(session, actor=actor)]


@router.post("", status_code=201, summary="Schedule a message")
async def schedule(chat: CurrentChat, actor: CurrentActor, new: NewScheduledMessage) -> ScheduledOut:
    """Have a message sent later, as you. No one else sees it before, and you need to be a member of the room then."""
    async with chat.changing(actor) as work:
        made = await scheduled.schedule(
            work,
            actor=actor,
            room_uuid=new.room_uuid,
            body=new.body,
            at=new.at,
            now=chat.now(),
            time_zone=new.time_zone,
            reply_to=new.reply_to,
            client_message_id=new.client_message_id or "",
            upload_uuids=new.uploads,
        )
    return _out(made)


@router.patch("/{scheduled_uuid}", summary="Change a scheduled message")
async def edit(
    chat: CurrentChat, actor: CurrentActor, scheduled_uuid: PathUuid, change: ScheduledChange
) -> ScheduledOut:
    """Change its text, or when it's sent."""
    async with chat.changing(actor) as work:
        changed = await scheduled.edit(work, actor=actor, uuid=scheduled_uuid, now=chat.now(), **change.model_dump())
    return _out(changed)


@router.delete("/{scheduled_uuid}", status_code=204, summary="Delete a scheduled message")
async def delete(chat: CurrentChat, actor: CurrentActor, scheduled_uuid: PathUuid) -> Response:
    """Delete a message for later; it's never sent."""
    async with chat.changing(actor) as work:
        await scheduled.cancel(work, actor=actor, uuid=scheduled_uuid)
    return Response(status_code=204)


@router.post("/{scheduled_uuid}/send", status_code=201, summary="Send a scheduled message now")
async def send(chat: CurrentChat, actor: CurrentActor, scheduled_uuid: PathUuid) -> MessageOut:
    """Send a message for later right away."""
    await chat.change_limit.count(actor)
    return message_out((await chat.scheduled.send_now(actor=actor, uuid=scheduled_uuid)).message)


def _out(one: ScheduledView) -> ScheduledOut:
    return ScheduledOut.model_validate(one, from_attributes=True)
