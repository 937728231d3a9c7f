"""REST: direct messages, and finding people to write to."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from chatapp.accounts import directory
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat
from chatapp.api.rooms import PersonOut, RoomOut, room_for

router = APIRouter(tags=["direct messages"])

MANY = 20  # usernames in a request; more than a chat can have, so that the service says how many


class Addressees(RequestBody):
    """Whom to write to: up to eight usernames, or in ``to`` the e-mail address of someone you share a room with."""

    usernames: list[str] = Field(
        default_factory=list, max_length=MANY, examples=[["ada", "lena"]], description="You're already in the chat."
    )
    to: str = Field(default="", examples=["ada"], description="One username or e-mail address.")


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
async def open_direct(chat: CurrentChat, actor: CurrentActor, addressees: Addressees) -> RoomOut:
    """Return your direct messages with these people, or start them. The same people always have the same chat."""
    async with chat.reading() as session:
        people = await directory.find_all(session, actor=actor, usernames=addressees.usernames)
        if addressees.to or not people:
            people.append(await directory.find(session, actor=actor, who=addressees.to))
    room_uuid = await chat.direct_chats.open(actor=actor, people=people)
    return await room_for(chat, actor, room_uuid)
