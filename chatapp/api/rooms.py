"""REST: rooms and membership."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chatapp import rooms
from chatapp.accounts import Actor
from chatapp.api.dependencies import CurrentActor, CurrentChat, CurrentRoom
from chatapp.bootstrap import Chat
from chatapp.rooms import RoomView

router = APIRouter(prefix="/rooms", tags=["rooms"])


class NewRoom(BaseModel):
    """What is needed to make a room."""

    name: str = Field(examples=["Deploys"], description="1–60 characters; unique, regardless of case and spaces.")
    topic: str = Field(default="", examples=["What goes live, and when"])
    visibility: Literal["public", "private"] = "public"


class RoomOut(BaseModel):
    """A room, as the asker sees it."""

    uuid: UUID
    name: str
    topic: str
    visibility: str
    created_at: datetime
    created_by: str
    member_count: int
    is_member: bool
    role: str | None
    revision: int | None = Field(description="Rises by one with each change of a message; members only.")
    last_number: int | None = Field(description="The newest message's number; members only.")


class RoomsOut(BaseModel):
    """Public rooms by name. ``next``: pass it as ``after`` for the following ones; null at the end."""

    rooms: list[RoomOut]
    next: str | None


def room_out(room: RoomView) -> RoomOut:
    """Return the room; what only members may know is left out for others."""
    return RoomOut(
        uuid=room.uuid,
        name=room.name,
        topic=room.topic,
        visibility=room.visibility,
        created_at=room.created_at,
        created_by=room.created_by,
        member_count=room.member_count,
        is_member=room.is_member,
        role=room.role,
        revision=room.revision if room.is_member else None,
        last_number=room.last_number if room.is_member else None,
    )


@router.get("", summary="Public rooms")
async def list_public(
    chat: CurrentChat,
    actor: CurrentActor,
    after: Annotated[str, Query(max_length=240)] = "",
    limit: Annotated[int, Query(ge=1, le=rooms.AT_MOST)] = rooms.PAGE,
) -> RoomsOut:
    """List the public rooms by name."""
    async with chat.reading() as session:
        found = await rooms.public(session, actor=actor, after=after, limit=limit)
    next_after = found.rooms[-1].name if found.has_more else None
    return RoomsOut(rooms=[room_out(room) for room in found.rooms], next=next_after)


@router.post("", status_code=201, summary="Make a room")
async def create(chat: CurrentChat, actor: CurrentActor, new: NewRoom) -> RoomOut:
    """Make a room; the maker owns it and is its first member."""
    async with chat.transaction() as work:
        room_uuid = await rooms.create(work, actor=actor, name=new.name, topic=new.topic, visibility=new.visibility)
    return await _room(chat, actor, room_uuid)


@router.get("/{room_uuid}", summary="One room")
async def get(chat: CurrentChat, actor: CurrentActor, room_uuid: CurrentRoom) -> RoomOut:
    """Return a room; one that does not exist and one you may not see answer alike."""
    return await _room(chat, actor, room_uuid)


@router.post("/{room_uuid}/members", status_code=201, summary="Join")
async def join(chat: CurrentChat, actor: CurrentActor, room_uuid: CurrentRoom) -> RoomOut:
    """Become a member of a public room. Joining twice is no error."""
    async with chat.transaction() as work:
        await rooms.join(work, actor=actor, room_uuid=room_uuid)
    return await _room(chat, actor, room_uuid)


@router.delete("/{room_uuid}/members/me", status_code=204, summary="Leave")
async def leave(chat: CurrentChat, actor: CurrentActor, room_uuid: CurrentRoom) -> Response:
    """End your membership; your open pages of this room go silent at once."""
    async with chat.transaction() as work:
        await rooms.leave(work, actor=actor, room_uuid=room_uuid)
    return Response(status_code=204)


async def _room(chat: Chat, actor: Actor, room_uuid: UUID) -> RoomOut:
    async with chat.reading() as session:
        return room_out(await rooms.get(session, actor=actor, room_uuid=room_uuid))
