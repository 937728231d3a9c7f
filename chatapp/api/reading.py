"""REST: how far one has read a room."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chatapp import messages
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.web.parameters import LARGEST

router = APIRouter(prefix="/rooms/{room_uuid}", tags=["rooms"])


class ReadUpTo(BaseModel):
    """The newest message that was read."""

    number: Annotated[int, Field(strict=True, ge=0, le=LARGEST, examples=[57])]


class ReadingOut(BaseModel):
    """How far you've read the room. Messages with a higher number are unread."""

    last_read_number: int = Field(examples=[57])


@router.put("/read", summary="Mark as read")
async def mark_read(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, read: ReadUpTo) -> ReadingOut:
    """Mark a room as read up to a message, on all your open pages.

    It never goes back, and never beyond the newest message.
    """
    async with chat.transaction() as work:
        number = await messages.mark_read(work, actor=actor, room_uuid=room_uuid, number=read.number)
    return ReadingOut(last_read_number=number)
