"""REST for administrators: rooms, without what is said in them. Closing and the like are the routes of `api.rooms`."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chatapp import administration, rooms
from chatapp.administration.rooms import RoomFilter
from chatapp.api import rooms as routes
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.storage.paging import AT_MOST, LONGEST_SEARCH, PAGE

router = APIRouter(prefix="/rooms")


class RoomRowOut(BaseModel):
    """A room, as administrators see it: what it is called and how alive it is."""

    uuid: UUID
    name: str = Field(examples=["Deploys"])
    visibility: Literal["public", "private"]
    has_password: bool
    owner_uuid: UUID | None
    owner_username: str = Field(examples=["ada"])
    owner_name: str = Field(examples=["Ada Lovelace"])
    member_count: int = Field(examples=[12])
    message_count: int = Field(examples=[3402])
    created_at: datetime
    last_activity_at: datetime | None = Field(description="When the newest message was posted; null if there is none.")
    closed_at: datetime | None


class RoomRowsOut(BaseModel):
    """Rooms by name, and how many conversations of two there are beside them.

    ``next``: pass it as ``after`` for the following ones; null at the end.
    """

    rooms: list[RoomRowOut]
    next: str | None = Field(examples=["deploys"])
    direct_count: int = Field(examples=[31])


class Heir(BaseModel):
    """Who is to own the room: one of its members."""

    account_uuid: UUID = Field(examples=["5f0c9b1e-0d0c-4b57-9a53-9f0c7a1d2b3c"])


@router.get("", summary="All rooms")
async def list_rooms(
    chat: CurrentChat,
    actor: CurrentActor,
    search: Annotated[str, Query(max_length=LONGEST_SEARCH, description="Part of a name or a description.")] = "",
    which: RoomFilter = RoomFilter.ALL,
    after: Annotated[str, Query(max_length=240, description="`next` of the page before.")] = "",
    limit: Annotated[int, Query(ge=1, le=AT_MOST)] = PAGE,
) -> RoomRowsOut:
    """List rooms, private and closed ones too. Conversations of two are counted, not listed."""
    async with chat.reading() as session:
        page = await administration.rooms.listing(
            session, actor=actor, search=search, which=which, after=after, limit=limit
        )
        direct_count = await administration.rooms.count_direct(session, actor=actor)
    found = [RoomRowOut.model_validate(room, from_attributes=True) for room in page.items]
    return RoomRowsOut(rooms=found, next=page.next, direct_count=direct_count)


@router.get("/{room_uuid}", summary="One room of all")
async def get(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> RoomRowOut:
    """Return one room."""
    async with chat.reading() as session:
        return RoomRowOut.model_validate(
            await administration.rooms.get(session, actor=actor, room_uuid=room_uuid), from_attributes=True
        )


router.post(
    "/{room_uuid}/close",
    status_code=204,
    summary="Close anybody's room",
    description="Close a room: nobody reads or writes in it until it is reopened. Closing twice is no error.",
)(routes.close)
router.post("/{room_uuid}/reopen", status_code=204, summary="Reopen anybody's room")(routes.reopen)
router.delete(
    "/{room_uuid}",
    status_code=204,
    summary="Delete anybody's room for good",
    description="Delete a closed room with all that was said in it.",
)(routes.delete)


@router.put("/{room_uuid}/owner", status_code=204, summary="Give a room another owner")
async def hand_over(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, heir: Heir) -> Response:
    """Make one of the members the owner; the former owner becomes a moderator."""
    async with chat.transaction() as work:
        await rooms.hand_over(work, actor=actor, room_uuid=room_uuid, to=heir.account_uuid)
    return Response(status_code=204)
