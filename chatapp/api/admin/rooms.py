"""REST for administrators: rooms, without what is said in them. Closing and the like are the routes of `api.rooms`."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chatapp import administration, rooms
from chatapp.administration.rooms import RoomFilter
from chatapp.api import rooms as routes
from chatapp.api.bodies import RequestBody, Uuid
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.storage.paging import AT_MOST, LONGEST_SEARCH, PAGE

router = APIRouter(prefix="/rooms")


class RoomRowOut(BaseModel):
    """A room, as administrators see it."""

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
    last_activity_at: datetime | None = Field(description="When the newest message was posted, or null.")
    closed_at: datetime | None


class RoomRowsOut(BaseModel):
    """Rooms by name, and the number of direct messages.

    ``next``: pass it as ``after`` to get the next page; null at the end.
    """

    rooms: list[RoomRowOut]
    next: str | None = Field(examples=["deploys"])
    direct_count: int = Field(examples=[31])


class Heir(RequestBody):
    """The new owner: a member of the room."""

    account_uuid: Uuid = Field(examples=["5f0c9b1e-0d0c-4b57-9a53-9f0c7a1d2b3c"])


@router.get("", summary="All rooms")
async def list_rooms(
    chat: CurrentChat,
    actor: CurrentActor,
    search: Annotated[str, Query(max_length=LONGEST_SEARCH, description="Part of a name or a description.")] = "",
    which: RoomFilter = RoomFilter.ALL,
    after: Annotated[str, Query(max_length=240, description="`next` of the previous page.")] = "",
    limit: Annotated[int, Query(ge=1, le=AT_MOST)] = PAGE,
) -> RoomRowsOut:
    """List rooms, including private and archived ones. Direct messages are counted, not listed."""
    async with chat.reading() as session:
        page = await administration.rooms.listing(
            session, actor=actor, search=search, which=which, after=after, limit=limit
        )
        direct_count = await administration.rooms.count_direct(session, actor=actor)
    found = [RoomRowOut.model_validate(room, from_attributes=True) for room in page.items]
    return RoomRowsOut(rooms=found, next=page.next, direct_count=direct_count)


@router.get("/{room_uuid}", summary="One room")
async def get(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> RoomRowOut:
    """Return one room."""
    async with chat.reading() as session:
        return RoomRowOut.model_validate(
            await administration.rooms.get(session, actor=actor, room_uuid=room_uuid), from_attributes=True
        )


router.post(
    "/{room_uuid}/close",
    status_code=204,
    summary="Archive any room",
    description="Archive a room: it can't be read or posted in until it's restored. Archiving twice is no error.",
)(routes.close)
router.post("/{room_uuid}/reopen", status_code=204, summary="Restore any room")(routes.reopen)
router.delete(
    "/{room_uuid}",
    status_code=204,
    summary="Delete any room permanently",
    description="Delete an archived room with all its messages.",
)(routes.delete)


@router.put("/{room_uuid}/owner", status_code=204, summary="Change a room's owner")
async def hand_over(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, heir: Heir) -> Response:
    """Make a member the owner. The current owner becomes a moderator."""
    async with chat.transaction() as work:
        await rooms.hand_over(work, actor=actor, room_uuid=room_uuid, to=heir.account_uuid)
    return Response(status_code=204)
