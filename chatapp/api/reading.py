"""REST: how far one has read a room, and who has seen a message."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chatapp import messages
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathNumber, PathUuid
from chatapp.api.rooms import PersonOut
from chatapp.web.parameters import LARGEST

router = APIRouter(prefix="/rooms/{room_uuid}", tags=["rooms"])


class ReadUpTo(RequestBody):
    """The newest message that was read."""

    number: int = Field(ge=0, le=LARGEST, examples=[57])
    revision: int = Field(
        default=0,
        ge=0,
        le=LARGEST,
        examples=[81],
        description="The room's, as you have seen it: replies in its threads up to then aren't news any more.",
    )


class ReadingOut(BaseModel):
    """How far you've read the room. Messages with a higher number are unread."""

    last_read_number: int = Field(examples=[57])


class ReaderOut(PersonOut):
    """A member who shares what they've read. ``last_read_at``: when they last read anything new, or null."""

    last_read_at: datetime | None


class SeenOut(BaseModel):
    """Who has seen a message, of those who were members when it was posted and share what they've read."""

    count: int = Field(examples=[7], description="How many have seen it; its author isn't counted.")
    of: int = Field(examples=[12])
    readers: list[ReaderOut] = Field(description="By username, up to 200.")
    not_yet: list[ReaderOut] = Field(description="By username, up to 200.")


@router.put("/read", summary="Mark as read")
async def mark_read(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, read: ReadUpTo) -> ReadingOut:
    """Mark a room as read up to a message, on all your open pages.

    It never goes back, and never beyond the newest message.
    """
    async with chat.transaction() as work:
        number = await messages.mark_read(
            work, actor=actor, room_uuid=room_uuid, number=read.number, revision=read.revision
        )
    return ReadingOut(last_read_number=number)


@router.post("/read", summary="Set how far you've read")
async def set_read(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, read: ReadUpTo) -> ReadingOut:
    """Say how far you've read a room. Unlike `PUT`, it may go back: messages after that one are unread again.

    All your open pages hear of it. At most 10,000 messages can be unread again.
    """
    await chat.change_limit.count(actor)
    await chat.read_marks.set_read(actor=actor, marks={room_uuid: read.number})
    async with chat.reading() as session:
        found = await messages.read_progress(session, actor=actor, room_uuids=[room_uuid])
    return ReadingOut(last_read_number=found[room_uuid].last_read_number)


@router.get("/messages/{number}/seen", summary="Who has seen a message")
async def seen(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, number: PathNumber) -> SeenOut:
    """Return who has seen a message; members only, and only if you share what you've read."""
    async with chat.reading() as session:
        found = await messages.seen_by(session, actor=actor, room_uuid=room_uuid, number=number)
    return SeenOut.model_validate(found, from_attributes=True)
