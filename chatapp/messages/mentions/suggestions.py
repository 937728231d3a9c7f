"""What a name may become while it is typed: the room's people first, then others; and rooms that everybody may see."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.accounts import directory
from chatapp.accounts.directory import PersonView
from chatapp.identity import Actor
from chatapp.messages.mentions.resolving import CALLED_BY_ALL, TOO_LARGE
from chatapp.rooms import RoomView
from chatapp.rooms.access import require_open_membership
from models import Account, Membership, Message, Room

AT_MOST = 8
RECENT = 60  # messages whose authors come first when nothing is typed yet
LOOKED_AT = 50  # rooms


@dataclass(frozen=True, slots=True)
class Suggestions:
    """People in the room, people who are not, and how many it has. ``refusal``: why the actor may not call them all."""

    members: list[PersonView]
    others: list[PersonView]
    member_count: int
    refusal: str


async def suggest_people(session: AsyncSession, *, actor: Actor, room_uuid: UUID, search: str) -> Suggestions:
    """Return whom `@` and what is typed after it may mean, at most eight people; without anything, who wrote lately.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room, membership = await require_open_membership(session, actor, room_uuid)
    count = await _member_count(session, room.home_id)
    may_call = count <= CALLED_BY_ALL or room.can_be_moderated_by(membership) or actor.is_administrator
    refusal = "" if may_call else TOO_LARGE
    if not search.strip():
        return Suggestions(await _recent(session, actor, room), [], count, refusal)
    members = await directory.suggest(session, actor=actor, search=search, within=room_uuid, limit=AT_MOST)
    free = AT_MOST - len(members)
    others = (
        await directory.suggest(session, actor=actor, search=search, not_in=room_uuid, limit=free) if free > 0 else []
    )
    return Suggestions(members, others, count, refusal)


async def call_refusal(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> str:
    """Return why the actor may not call everybody in a room by `@room` or `@here`; empty if they may.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    return (await suggest_people(session, actor=actor, room_uuid=room_uuid, search="")).refusal


async def suggest_rooms(session: AsyncSession, *, actor: Actor, search: str) -> list[RoomView]:
    """Return rooms that everybody may see by what is typed after `#`, at most eight; their beginnings come first."""
    found = (await rooms.listing(session, actor=actor, search=search, limit=LOOKED_AT)).items
    listed = [room for room in found if not room.is_private or room.has_password]
    begins = search.strip().casefold()
    return sorted(listed, key=lambda room: not room.name.casefold().startswith(begins))[:AT_MOST]


async def _member_count(session: AsyncSession, room_id: int | None) -> int:
    counted = await session.exec(select(func.count()).select_from(Membership).where(Membership.room_id == room_id))
    return counted.one()


async def _recent(session: AsyncSession, actor: Actor, room: Room) -> list[PersonView]:
    """Return the members who wrote last, then others by username."""
    spoken = (
        select(Message.author_id, func.max(Message.number).label("newest"))
        .where(Message.room_id == room.id, Message.number > room.last_number - RECENT)
        .group_by(col(Message.author_id))
        .subquery()
    )
    found = await session.exec(
        select(Account)
        .join(Membership, (col(Membership.account_id) == Account.id) & (col(Membership.room_id) == room.home_id))
        .join(spoken, spoken.c.author_id == Account.id, isouter=True)
        .where(Account.is_active, Account.id != actor.account_id)
        .order_by(func.coalesce(spoken.c.newest, 0).desc(), col(Account.username_key))
        .limit(AT_MOST)
    )
    return [directory.view_of(one) for one in found.all()]
