"""Rooms: making them, finding them, joining and leaving, and who belongs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.accounts import Actor
from chatapp.errors import Conflict, Forbidden, Invalid, NotFound
from chatapp.events import LOBBY_TOPIC, MemberJoined, MemberLeft, RoomCreated, account_topic, room_topic
from chatapp.unit_of_work import Work
from models import Account, Membership, Role, Room, Visibility

PAGE = 50
AT_MOST = 200
AT_ONCE = 500  # rooms in one query; SQLite takes a bounded number of parameters
KEY_LIMIT = 240  # characters of the folded name: a single letter may stand for a whole phrase


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as one person sees it."""

    room_id: int
    uuid: UUID
    name: str
    topic: str
    visibility: str
    created_at: datetime
    created_by: str
    member_count: int
    revision: int
    last_number: int
    is_member: bool
    role: str | None

    @property
    def sort_key(self) -> str:
        """What lists of rooms are ordered by."""
        return text.fold(self.name)

    @property
    def is_private(self) -> bool:
        """Whether only members may know of the room."""
        return self.visibility == Visibility.PRIVATE


@dataclass(frozen=True, slots=True)
class RoomPage:
    """Some rooms by name; ``has_more`` says that others follow."""

    rooms: list[RoomView]
    has_more: bool


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as the other members see him."""

    account_id: int
    uuid: UUID
    username: str
    name: str
    role: str


async def create(work: Work, *, actor: Actor, name: str, topic: str = "", visibility: str = Visibility.PUBLIC) -> UUID:
    """Make a room with the actor as its owner and first member. Announces RoomCreated and MemberJoined.

    Raises:
        Invalid: the name or the topic cannot be taken.
        Conflict: a room of that name exists, regardless of case and spaces.
    """
    name = text.line(name, "name", "The name", at_least=1, at_most=60)
    topic = text.line(topic, "topic", "The topic", at_most=200)
    key = text.fold(name)
    if len(key) > KEY_LIMIT:
        raise Invalid({"name": "This name is too long once its special letters are spelled out."})
    if (await work.session.exec(select(Room.id).where(Room.name_key == key))).first() is not None:
        raise Conflict({"name": "There is a room of this name already. Please choose another."})
    room = Room(name=name, name_key=key, topic=topic, visibility=Visibility(visibility), created_by_id=actor.account_id)
    work.session.add(room)
    await work.session.flush()
    work.session.add(Membership(room_id=room.id, account_id=actor.account_id, role=Role.OWNER))
    if room.visibility == Visibility.PUBLIC:
        work.announce(LOBBY_TOPIC, RoomCreated(room.uuid))
    work.announce(account_topic(actor.account_id), MemberJoined(room.uuid, actor.account_id))
    return room.uuid


async def join(work: Work, *, actor: Actor, room_uuid: UUID) -> None:
    """Make the actor a member of a public room; joining twice is no error. Announces MemberJoined.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
    """
    room, membership = await _visible(work.session, actor, room_uuid)
    if not room.can_be_joined_by(membership):
        return
    has_owner = select(Membership.account_id).where(Membership.room_id == room.id, Membership.role == Role.OWNER)
    role = Role.MEMBER if (await work.session.exec(has_owner.limit(1))).first() else Role.OWNER
    work.session.add(
        Membership(room_id=room.id, account_id=actor.account_id, role=role, last_read_number=room.last_number)
    )
    for topic in (room_topic(room.uuid), account_topic(actor.account_id)):
        work.announce(topic, MemberJoined(room.uuid, actor.account_id))


async def leave(work: Work, *, actor: Actor, room_uuid: UUID) -> None:
    """End the actor's membership; the last owner's place goes to the longest-standing member. Announces MemberLeft.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room, membership = await _visible(work.session, actor, room_uuid)
    if membership is None:
        raise Forbidden("You are not a member of this room.")
    await work.session.delete(membership)
    await work.session.flush()
    members = await work.session.exec(
        select(Membership)
        .where(Membership.room_id == room.id)
        .order_by(col(Membership.role) != Role.OWNER, col(Membership.joined_at), col(Membership.account_id))
        .limit(1)
    )
    if (first := members.first()) is not None:
        first.role = Role.OWNER
    for topic in (room_topic(room.uuid), account_topic(actor.account_id)):
        work.announce(topic, MemberLeft(room.uuid, actor.account_id))


async def get(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> RoomView:
    """Return a room the actor may see.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
    """
    rooms = await _views(session, actor, col(Room.uuid) == room_uuid)
    if not rooms or not (rooms[0].is_member or rooms[0].visibility == Visibility.PUBLIC):
        raise NotFound
    return rooms[0]


async def public(session: AsyncSession, *, actor: Actor, after: str = "", limit: int = PAGE) -> RoomPage:
    """Return public rooms by name, at most ``limit`` (200), following the room of the name ``after``."""
    condition = (col(Room.visibility) == Visibility.PUBLIC) & (col(Room.name_key) > text.fold(after))
    limit = max(1, min(limit, AT_MOST))
    found = await _views(session, actor, condition, limit=limit + 1)
    return RoomPage(found[:limit], has_more=len(found) > limit)


async def joined(session: AsyncSession, *, actor: Actor, limit: int = AT_MOST) -> list[RoomView]:
    """Return the rooms the actor is a member of, by name, at most ``limit`` (200)."""
    return await _views(session, actor, col(Membership.account_id).is_not(None), limit=min(limit, AT_MOST))


async def members(session: AsyncSession, *, actor: Actor, room_uuid: UUID, limit: int = AT_MOST) -> list[MemberView]:
    """Return a room's members by name, at most ``limit`` (200).

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room_id = await require_membership(session, actor=actor, room_uuid=room_uuid)
    rows = await session.exec(
        select(Account, Membership.role)
        .join(Membership, col(Membership.account_id) == Account.id)
        .where(Membership.room_id == room_id)
        .order_by(col(Account.username_key))
        .limit(min(limit, AT_MOST))
    )
    return [MemberView(a.id, a.uuid, a.username, a.name, str(role)) for a, role in rows]


async def require_membership(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> int:
    """Return the room's id, if the actor is an active member: the gate before everything said in a room.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the room is public and the actor has not joined.
    """
    room, membership = await _visible(session, actor, room_uuid)
    if membership is None:
        raise Forbidden("Join this room to read and write in it.")
    return room.id


async def revisions(session: AsyncSession, room_uuids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the rooms' revisions, for the process's own feeds; asks for no rights and tells nothing else."""
    found: dict[UUID, int] = {}
    for start in range(0, len(room_uuids), AT_ONCE):
        some = room_uuids[start : start + AT_ONCE]
        rows = await session.exec(select(Room.uuid, Room.revision).where(col(Room.uuid).in_(some)))
        found |= dict(rows.all())
    return found


async def _visible(session: AsyncSession, actor: Actor, room_uuid: UUID) -> tuple[Room, Membership | None]:
    rows = await session.exec(
        select(Room, Membership)
        .select_from(Room)
        .join(Account, (col(Account.id) == actor.account_id) & col(Account.is_active))
        .join(
            Membership,
            (col(Membership.room_id) == Room.id) & (col(Membership.account_id) == actor.account_id),
            isouter=True,
        )
        .where(Room.uuid == room_uuid)
    )
    row = rows.first()
    if row is None or not row[0].can_be_seen_by(row[1]):
        raise NotFound
    return row[0], row[1]


async def _views(
    session: AsyncSession, actor: Actor, condition: ColumnElement[bool], *, limit: int = 1
) -> list[RoomView]:
    member_count = (
        select(func.count())
        .select_from(Membership)
        .where(Membership.room_id == Room.id)
        .correlate(Room)
        .scalar_subquery()
    )
    rows = await session.exec(
        select(Room, Account, col(Membership.role), member_count)
        .select_from(Room)
        .join(Account, col(Account.id) == Room.created_by_id)
        .join(
            Membership,
            (col(Membership.room_id) == Room.id) & (col(Membership.account_id) == actor.account_id),
            isouter=True,
        )
        .where(condition)
        .order_by(col(Room.name_key))
        .limit(limit)
    )
    return [_view(*row) for row in rows]


def _view(room: Room, maker: Account, role: str | None, member_count: int) -> RoomView:
    return RoomView(
        room_id=room.id,
        uuid=room.uuid,
        name=room.name,
        topic=room.topic,
        visibility=str(room.visibility),
        created_at=room.created_at,
        created_by=maker.name,
        member_count=member_count,
        revision=room.revision,
        last_number=room.last_number,
        is_member=role is not None,
        role=role,
    )
