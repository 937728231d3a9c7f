"""Rooms that invite links lead to: which ones a person may add people to, and letting newcomers in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import alerts
from chatapp.events import MemberJoined, account_topic, room_topic
from chatapp.rooms.access import select_open_memberships
from chatapp.rooms.system_lines import tell_joined
from chatapp.storage.database import rows_of
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Membership, Removal, Role, Room, Visibility
from models.room import ADDERS, ROOMS

AT_MOST = 200


@dataclass(frozen=True, slots=True)
class InvitedRoom:
    """A room that an invite may lead to."""

    room_id: int
    uuid: UUID
    name: str


async def open_to_invites(
    session: AsyncSession, account_id: int, only: Collection[UUID] | None = None
) -> list[InvitedRoom]:
    """Return the open rooms that a person may add people to, by name, at most 200. ``only``: of these."""
    query = select_open_memberships(col(Room.id), col(Room.uuid), col(Room.name)).where(
        col(Membership.account_id) == account_id, _may_add()
    )
    if only is not None:
        query = query.where(col(Room.uuid).in_(list(only)[:AT_MOST]))
    rows = await rows_of(session, query.order_by(col(Room.name_key)).limit(AT_MOST))
    return [InvitedRoom(row.id, row.uuid, row.name) for row in rows]


async def public_room(session: AsyncSession, room_uuid: UUID) -> InvitedRoom | None:
    """Return an open public room; None if it is gone, closed or private by now."""
    query = select(Room).where(Room.uuid == room_uuid, Room.visibility == Visibility.PUBLIC)
    room = (await session.exec(query.where(col(Room.closed_at).is_(None)))).first()
    return None if room is None else InvitedRoom(room.id, room.uuid, room.name)


async def let_in(
    work: UnitOfWork, *, account_id: int, rooms: Sequence[InvitedRoom], added_by_id: int | None = None
) -> list[InvitedRoom]:
    """Make a person a member of rooms; return those they were not in. Checks no rights.

    Announces MemberJoined and MessageChanged.

    Rooms that a moderator removed them from are left out.
    """
    joined = []
    for room in rooms:
        if await work.session.get(Removal, (room.room_id, account_id)) is not None:
            continue
        if await work.session.get(Membership, (room.room_id, account_id)) is not None:
            continue
        stored = await work.session.get_one(Room, room.room_id)
        number = await tell_joined(work, stored, account_id)
        work.session.add(
            Membership(
                room_id=room.room_id,
                account_id=account_id,
                role=Role.MEMBER,
                added_by_id=added_by_id,
                last_read_number=number,
                seen_revision=stored.revision,
            )
        )
        await alerts.note_members(work.session, room.room_id, [account_id])
        for topic in (room_topic(room.uuid), account_topic(account_id)):
            work.announce(topic, MemberJoined(room.uuid, account_id))
        joined.append(room)
    return joined


async def member_of(session: AsyncSession, account_id: int, rooms: Sequence[InvitedRoom]) -> list[InvitedRoom]:
    """Return which of these rooms a person is a member of."""
    ids = [room.room_id for room in rooms]
    found = await session.exec(
        select(Membership.room_id).where(Membership.account_id == account_id, col(Membership.room_id).in_(ids))
    )
    mine = set(found.all())
    return [room for room in rooms if room.room_id in mine]


async def not_removed_from(session: AsyncSession, account_id: int, rooms: Sequence[InvitedRoom]) -> list[InvitedRoom]:
    """Return which of these rooms no moderator removed a person from."""
    ids = [room.room_id for room in rooms]
    found = await session.exec(
        select(Removal.room_id).where(Removal.account_id == account_id, col(Removal.room_id).in_(ids))
    )
    closed_to_them = set(found.all())
    return [room for room in rooms if room.room_id not in closed_to_them]


async def first_room(session: AsyncSession, account_id: int) -> UUID | None:
    """Return the open room that a person joined first; None if they are in none. Direct rooms don't count."""
    query = (
        select_open_memberships(col(Room.uuid))
        .where(col(Account.id) == account_id, col(Room.visibility).in_(ROOMS))
        .order_by(col(Membership.joined_at), col(Room.name_key))
        .limit(1)
    )
    rows = await rows_of(session, query)
    return rows[0].uuid if rows else None


def _may_add() -> ColumnElement[bool]:
    """Say in SQL what `Room.can_be_added_to_by` says."""
    return or_(
        (col(Room.visibility) == Visibility.PRIVATE) & col(Room.members_may_add),
        *((col(Room.visibility) == visible) & col(Membership.role).in_(roles) for visible, roles in ADDERS.items()),
    )
