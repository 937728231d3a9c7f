"""REST: messages that a room's members have pinned."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chatapp import messages
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathNumber, PathUuid
from chatapp.api.message_out import MessageOut, message_out

router = APIRouter(prefix="/rooms/{room_uuid}/pins", tags=["messages"])


class PinOut(BaseModel):
    """A pinned message, and who pinned it."""

    message: MessageOut
    by_uuid: UUID
    by_name: str = Field(examples=["Ada Lovelace"])
    at: datetime


class PinsOut(BaseModel):
    """A room's pinned messages, the one that was pinned last first: at most 100."""

    pins: list[PinOut]


@router.get("", summary="Pinned messages")
async def pins(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> PinsOut:
    """Return the room's pinned messages."""
    async with chat.reading() as session:
        found = await messages.pins(session, actor=actor, room_uuid=room_uuid)
    return PinsOut.model_validate({"pins": found}, from_attributes=True)


@router.put("/{number}", summary="Pin")
async def pin(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, number: PathNumber) -> MessageOut:
    """Pin a message for all members of the room. Pinning it twice changes nothing."""
    async with chat.changing(actor) as work:
        view = await messages.pin(work, actor=actor, room_uuid=room_uuid, number=number)
    return message_out(view)


@router.delete("/{number}", summary="Unpin")
async def unpin(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, number: PathNumber) -> MessageOut:
    """Unpin a message. Unpinning it twice changes nothing."""
    async with chat.changing(actor) as work:
        view = await messages.unpin(work, actor=actor, room_uuid=room_uuid, number=number)
    return message_out(view)
