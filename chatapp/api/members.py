"""REST: the members of a room, and your own membership: saved, muted."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, Field

from chatapp import rooms
from chatapp.accounts import directory
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.api.rooms import After, PersonOut, RoomOut, room_for
from chatapp.rooms.adding import ADDED_AT_MOST
from chatapp.rooms.membership import PAGE
from chatapp.storage.paging import AT_MOST

router = APIRouter(prefix="/rooms/{room_uuid}", tags=["members"])


class Entry(RequestBody):
    """The password of a private room; public rooms need none. With ``usernames`` you add others instead."""

    password: str = Field(default="", examples=["open sesame"])
    usernames: list[str] = Field(
        default_factory=list,
        max_length=ADDED_AT_MOST,
        examples=[["ada", "lena"]],
        description="Whom to add, all or none of them.",
    )


class NewRole(RequestBody):
    """The role to give a person in a room."""

    role: Literal["owner", "moderator", "member"] = Field(default="member", examples=["moderator"])


class MemberOut(PersonOut):
    """A member."""

    role: Literal["owner", "moderator", "member"]


class MembersOut(BaseModel):
    """Members by username. ``next``: pass it as ``after`` to get the next page; null at the end."""

    members: list[MemberOut]
    next: str | None


@router.get("/members", summary="Members")
async def list_members(
    chat: CurrentChat,
    actor: CurrentActor,
    room_uuid: PathUuid,
    search: Annotated[str, Query(max_length=100)] = "",
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=AT_MOST)] = PAGE,
) -> MembersOut:
    """List a room's members by username; members only."""
    async with chat.reading() as session:
        page = await rooms.members(session, actor=actor, room_uuid=room_uuid, search=search, after=after, limit=limit)
    members = [MemberOut.model_validate(member, from_attributes=True) for member in page.items]
    return MembersOut(members=members, next=page.next)


class RemovedOut(PersonOut):
    """Someone who was removed. ``by``: the name of whoever removed them."""

    by: str = Field(examples=["Ada Lovelace"])
    removed_at: datetime


class RemovedPeopleOut(BaseModel):
    """Removed people by username. ``next``: pass it as ``after`` for the following ones; null at the end."""

    removed: list[RemovedOut]
    next: str | None


@router.post("/members", status_code=201, summary="Join, or add people")
async def join(
    chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, entry: Annotated[Entry | None, Body()] = None
) -> RoomOut:
    """Become a member of a public room, or of a private one by its password; or add others.

    Any member of a public room adds people; in a private room, its owner and moderators do, or all members if its
    owner allows that. Joining twice is no error, nor is adding someone who is a member.
    """
    if entry is None or not entry.usernames:
        await chat.room_passwords.join(actor=actor, room_uuid=room_uuid, password=entry.password if entry else "")
        return await room_for(chat, actor, room_uuid)
    async with chat.changing(actor) as work:
        people = await directory.find_all(work.session, actor=actor, usernames=entry.usernames)
        await rooms.add(work, actor=actor, room_uuid=room_uuid, people=people)
    return await room_for(chat, actor, room_uuid)


@router.delete("/members/me", status_code=204, summary="Leave")
async def leave(
    chat: CurrentChat,
    actor: CurrentActor,
    room_uuid: PathUuid,
    successor: Annotated[UUID | None, Query(description="Owners only: the member who takes the room over.")] = None,
) -> Response:
    """Leave a room. You lose access right away."""
    async with chat.changing(actor) as work:
        await rooms.leave(work, actor=actor, room_uuid=room_uuid, successor=successor)
    return Response(status_code=204)


@router.put("/members/{account_uuid}", status_code=204, summary="Add someone, or change a role")
async def put_member(
    chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, account_uuid: PathUuid, new: NewRole
) -> Response:
    """Make someone a member, a moderator, or the owner instead of you.

    Members of a public room add people, owners and moderators those of a private one; only the owner changes roles.
    ``owner`` transfers the room.
    """
    async with chat.changing(actor) as work:
        if new.role == "owner":
            await rooms.hand_over(work, actor=actor, room_uuid=room_uuid, to=account_uuid)
        else:
            is_new = await rooms.add(work, actor=actor, room_uuid=room_uuid, people=[account_uuid])
            if new.role == "moderator" or not is_new:
                await rooms.set_role(work, actor=actor, room_uuid=room_uuid, account_uuid=account_uuid, role=new.role)
    return Response(status_code=204)


@router.delete("/members/{account_uuid}", status_code=204, summary="Remove someone")
async def remove(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, account_uuid: PathUuid) -> Response:
    """Remove someone from the room. They lose access right away, and can't rejoin by themselves."""
    async with chat.changing(actor) as work:
        await rooms.remove(work, actor=actor, room_uuid=room_uuid, account_uuid=account_uuid)
    return Response(status_code=204)


@router.get("/removed", summary="Who was removed")
async def list_removed(
    chat: CurrentChat,
    actor: CurrentActor,
    room_uuid: PathUuid,
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=AT_MOST)] = PAGE,
) -> RemovedPeopleOut:
    """List who was removed and can't join, by username; for the owner and moderators."""
    async with chat.reading() as session:
        page = await rooms.removed(session, actor=actor, room_uuid=room_uuid, after=after, limit=limit)
    people = [RemovedOut.model_validate(person, from_attributes=True) for person in page.items]
    return RemovedPeopleOut(removed=people, next=page.next)


@router.delete("/removed/{account_uuid}", status_code=204, summary="Let someone back")
async def let_back(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, account_uuid: PathUuid) -> Response:
    """Let someone who was removed join the room again by themselves."""
    async with chat.changing(actor) as work:
        await rooms.let_back(work, actor=actor, room_uuid=room_uuid, account_uuid=account_uuid)
    return Response(status_code=204)


@router.put("/saved", status_code=204, summary="Save")
async def save(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> Response:
    """Add the room to your saved rooms."""
    return await _save(chat, actor, room_uuid, is_saved=True)


@router.delete("/saved", status_code=204, summary="Unsave")
async def unsave(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> Response:
    """Remove the room from your saved rooms."""
    return await _save(chat, actor, room_uuid, is_saved=False)


@router.put("/muted", status_code=204, summary="Mute")
async def mute(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> Response:
    """Mute the room."""
    return await _mute(chat, actor, room_uuid, is_muted=True)


@router.delete("/muted", status_code=204, summary="Unmute")
async def unmute(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> Response:
    """Unmute the room."""
    return await _mute(chat, actor, room_uuid, is_muted=False)


async def _save(chat: CurrentChat, actor: CurrentActor, room_uuid: UUID, *, is_saved: bool) -> Response:
    async with chat.changing(actor) as work:
        await rooms.save(work, actor=actor, room_uuid=room_uuid, is_saved=is_saved)
    return Response(status_code=204)


async def _mute(chat: CurrentChat, actor: CurrentActor, room_uuid: UUID, *, is_muted: bool) -> Response:
    async with chat.changing(actor) as work:
        await rooms.mute(work, actor=actor, room_uuid=room_uuid, is_muted=is_muted)
    return Response(status_code=204)
