"""REST: direct messages, and finding people to write to."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from chatapp import rooms
from chatapp.accounts import directory
from chatapp.api.dependencies import CurrentActor, CurrentChat
from chatapp.api.rooms import PersonOut, RoomOut, room_for

router = APIRouter(tags=["direct messages"])


class Addressee(BaseModel):
    """Who to message: a username, or the e-mail address of someone you share a room with."""

    to: str = Field(examples=["ada"])


@router.get("/people", summary="Find people")
async def find_people(
    chat: CurrentChat,
    actor: CurrentActor,
    search: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=directory.AT_MOST)] = directory.PAGE,
) -> list[PersonOut]:
    """List people whose username or name contains a text; never by e-mail address."""
    async with chat.reading() as session:
        found = await directory.suggest(session, actor=actor, search=search, limit=limit)
    return [PersonOut.model_validate(person, from_attributes=True) for person in found]


@router.post("/direct", status_code=201, summary="Start a direct message")
async def open_direct(chat: CurrentChat, actor: CurrentActor, addressee: Addressee) -> RoomOut:
    """Return your direct messages with another person, or start them."""
    async with chat.reading() as session:
        account_uuid = await directory.find(session, actor=actor, who=addressee.to)
    async with chat.transaction() as work:
        room_uuid = await rooms.open_direct(work, actor=actor, account_uuid=account_uuid)
    return await room_for(chat, actor, room_uuid)
