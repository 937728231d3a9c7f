"""REST: rooms, from making one to deleting it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chatapp import rooms
from chatapp.api import limits
from chatapp.api.bodies import RequestBody, Uuid
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.rooms import RoomForm, RoomView, Show, categories
from chatapp.rooms.hues import DEGREES
from chatapp.storage.paging import AT_MOST, PAGE
from models import AlertLevel

router = APIRouter(tags=["rooms"])

Search = Annotated[str, Query(max_length=200, description="Part of a name, a description or a category's name.")]
After = Annotated[str, Query(max_length=1000, description="`next` of the previous page.")]

Hue = Annotated[int | None, Field(json_schema_extra={"enum": [*DEGREES, None]}, examples=[178])]
ADDING = "Private rooms only: whether all members can add people, not just the owner and moderators."
TOPICS = "Topics: on pages, each message begins a thread, and answers go there."
HUE = "Its colour, as one of twelve hues in degrees; null is its category's, or its own."


class CategoryOut(BaseModel):
    """A category of rooms. ``colour`` and ``icon`` are names; draw them as you like."""

    uuid: UUID
    name: str = Field(examples=["Project"])
    colour: str = Field(examples=["violet"])
    icon: str = Field(examples=["flag"])


class NewRoom(RequestBody):
    """A new room."""

    name: str = Field(
        json_schema_extra=limits.ROOM_NAME,
        examples=["Deploys"],
        description="1–60 characters; unique, regardless of case and spaces.",
    )
    description: str = Field(
        default="",
        json_schema_extra=limits.ROOM_DESCRIPTION,
        examples=["What goes live, and when"],
        description="Up to 250 characters.",
    )
    visibility: Literal["public", "private"] = "public"
    category: Uuid | None = Field(default=None, description="One of `GET /categories`.")
    password: str = Field(
        default="",
        json_schema_extra=limits.ROOM_PASSWORD,
        examples=["open sesame"],
        description="Private rooms only. Rooms with a password appear in the list. "
        "Without one, only members can see the room.",
    )
    hue: Hue = Field(default=None, description=HUE)


class RoomChanges(RequestBody):
    """What to change. Fields you leave out stay as they are. An empty ``password`` removes the password."""

    name: str | None = Field(default=None, json_schema_extra=limits.ROOM_NAME, examples=["Releases"])
    description: str | None = Field(default=None, json_schema_extra=limits.ROOM_DESCRIPTION)
    visibility: Literal["public", "private"] | None = None
    category: Uuid | None = None
    password: str | None = Field(default=None, json_schema_extra=limits.ROOM_PASSWORD)
    hue: Hue = Field(default=None, description=f"{HUE} Null takes the choice away.")
    slow_mode: int | None = Field(default=None, description="Seconds: 0, 10, 30, 60, 300, 900 or 3600.")
    begins_threads: bool | None = Field(default=None, description=TOPICS)
    members_may_add: bool | None = Field(default=None, description=ADDING)


class PersonOut(BaseModel):
    """A person, as everyone can see them."""

    uuid: UUID
    username: str = Field(examples=["ada"])
    name: str = Field(examples=["Ada Lovelace"])
    is_bot: bool = Field(default=False, description="A program speaks under this name.")


class RoomOut(BaseModel):
    """A room, as the asker sees it."""

    uuid: UUID
    name: str = Field(examples=["Deploys"], description="In a direct message, the others' names.")
    description: str
    visibility: Literal["public", "private", "direct", "thread"]
    has_password: bool
    category: CategoryOut | None
    hue: int = Field(examples=[178], description="Of its colour, in degrees: chosen, its category's, or its own.")
    slow_mode: int = Field(examples=[0], description="Seconds that members wait between two messages; 0 if not.")
    begins_threads: bool = Field(description=TOPICS)
    members_may_add: bool = Field(description=ADDING)
    chosen_hue: int | None = Field(description="Null if none was chosen.")
    created_at: datetime
    created_by: str
    closed_at: datetime | None
    member_count: int
    is_member: bool
    role: Literal["owner", "moderator", "member"] | None
    is_saved: bool
    is_muted: bool
    notifications: AlertLevel | None = Field(
        default=None, description="Which of its messages concern you; null: as in your other rooms."
    )
    partner: PersonOut | None = Field(description="In a direct message with one person, that person.")
    partners: list[PersonOut] = Field(description="In a direct message, everyone but you.")
    removed_by: str = Field(description="Who removed you, if someone did and you can't rejoin; or empty.")
    unread: int = Field(description="Messages you haven't read; that someone added you counts as one.")
    unread_mentions: int = Field(description="How many of them mention you, by name or with everyone.")
    revision: int | None = Field(description="Goes up by one with each change of a message; members only.")
    last_number: int | None = Field(description="The newest message's number; members only.")
    parent_uuid: UUID | None = Field(description="Of a thread: the room it belongs to.")
    root_number: int | None = Field(description="Of a thread: the number of its message in that room.")
    follows: bool = Field(description="A thread: you follow it. A room: you'll follow all its new threads.")
    has_thread_news: bool = Field(description="There are replies in threads that you don't follow and haven't seen.")


class RoomsOut(BaseModel):
    """Rooms by name. ``next``: pass it as ``after`` to get the next page; null at the end."""

    rooms: list[RoomOut]
    next: str | None


def room_out(room: RoomView) -> RoomOut:
    """Return the room; what only members may know is left out for others."""
    out = RoomOut.model_validate(room, from_attributes=True)
    out.notifications = AlertLevel(room.alert_level) if room.alert_level else None
    if not room.is_member:
        out.revision = out.last_number = None
    return out


async def room_for(chat: Chat, actor: Actor, room_uuid: UUID) -> RoomOut:
    """Return a room as it is now."""
    async with chat.reading() as session:
        return room_out(await rooms.get(session, actor=actor, room_uuid=room_uuid))


@router.get("/categories", summary="Categories")
async def list_categories(chat: CurrentChat, _: CurrentActor) -> list[CategoryOut]:
    """List the categories of rooms."""
    async with chat.reading() as session:
        return [CategoryOut.model_validate(c, from_attributes=True) for c in await categories.listing(session)]


@router.get("/rooms", summary="Find rooms")
async def list_rooms(
    chat: CurrentChat,
    actor: CurrentActor,
    show: Show = Show.ALL,
    search: Search = "",
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=AT_MOST)] = PAGE,
) -> RoomsOut:
    """List rooms by name: all you can see, those you joined, saved or created, or your direct messages."""
    async with chat.reading() as session:
        found = await rooms.listing(session, actor=actor, show=show, search=search, after=after, limit=limit)
    return RoomsOut(rooms=[room_out(room) for room in found.items], next=found.next)


@router.post("/rooms", status_code=201, summary="Create a room")
async def create(chat: CurrentChat, actor: CurrentActor, new: NewRoom) -> RoomOut:
    """Create a room. You own it and are its first member."""
    form = RoomForm(**new.model_dump(exclude={"password"}))
    room_uuid = await chat.room_passwords.create(actor=actor, form=form, password=new.password)
    return await room_for(chat, actor, room_uuid)


@router.get("/rooms/{room_uuid}", summary="One room")
async def get(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> RoomOut:
    """Return a room; 404 if it doesn't exist or you can't see it."""
    return await room_for(chat, actor, room_uuid)


@router.patch("/rooms/{room_uuid}", status_code=204, summary="Change a room")
async def edit(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, changes: RoomChanges) -> Response:
    """Change a room you own."""
    given = changes.model_dump(exclude_unset=True)
    async with chat.reading() as session:
        now = await rooms.described(session, actor=actor, room_uuid=room_uuid)
    form = RoomForm(
        name=changes.name if changes.name is not None else now.name,
        description=changes.description if changes.description is not None else now.description,
        visibility=changes.visibility or now.visibility,
        category=given.get("category", now.category),
        hue=given.get("hue", now.hue),
    )
    await chat.room_passwords.edit(actor=actor, room_uuid=room_uuid, form=form, password=given.get("password"))
    if changes.slow_mode is not None:
        async with chat.changing(actor) as work:
            await rooms.set_slow_mode(work, actor=actor, room_uuid=room_uuid, seconds=changes.slow_mode)
    if (topics := changes.begins_threads) is not None:
        async with chat.changing(actor) as work:
            await rooms.set_begins_threads(work, actor=actor, room_uuid=room_uuid, begins_threads=topics)
    if (may_add := changes.members_may_add) is not None:
        async with chat.changing(actor) as work:
            await rooms.set_members_may_add(work, actor=actor, room_uuid=room_uuid, members_may_add=may_add)
    return Response(status_code=204)


@router.post("/rooms/{room_uuid}/close", status_code=204, summary="Archive a room")
async def close(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> Response:
    """Archive a room you own. It is hidden from everyone until you restore it. Archiving twice is no error."""
    async with chat.changing(actor) as work:
        await rooms.close(work, actor=actor, room_uuid=room_uuid)
    return Response(status_code=204)


@router.post("/rooms/{room_uuid}/reopen", status_code=204, summary="Restore a room")
async def reopen(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> Response:
    """Restore an archived room, with its members and messages."""
    async with chat.changing(actor) as work:
        await rooms.reopen(work, actor=actor, room_uuid=room_uuid)
    return Response(status_code=204)


@router.delete("/rooms/{room_uuid}", status_code=204, summary="Delete a room permanently")
async def delete(
    chat: CurrentChat,
    actor: CurrentActor,
    room_uuid: PathUuid,
    confirmation: Annotated[str, Query(max_length=300, description="The room's name, to confirm.")] = "",
) -> Response:
    """Delete an archived room you own, with its messages."""
    async with chat.changing(actor) as work:
        await rooms.delete(work, actor=actor, room_uuid=room_uuid, confirmation=confirmation)
    return Response(status_code=204)
