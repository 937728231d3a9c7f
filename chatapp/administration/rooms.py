"""Administration: finding every room there is, without what is said in it. What is done to rooms: `chatapp.rooms`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.errors import NotFound
from chatapp.identity import Actor, require_administrator
from chatapp.storage.database import rows_of
from chatapp.storage.paging import PAGE, Page, bounded, page_of
from models import Account, Membership, Message, Role, Room, Visibility
from models.account import shown_name
from models.room import ROOMS

SUGGESTED = 20


class RoomFilter(StrEnum):
    """Which rooms to list."""

    ALL = "all"
    PUBLIC = "public"
    PRIVATE = "private"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room as administrators see it: what it is called and how alive it is, never what is said."""

    uuid: UUID
    name: str
    name_key: str
    visibility: str
    has_password: bool
    owner_uuid: UUID | None
    owner_username: str
    owner_name: str
    member_count: int
    message_count: int
    created_at: datetime
    last_activity_at: datetime | None  # None: nothing was said yet
    closed_at: datetime | None
    may_hand_over: bool  # not from outside of a private room, unless nobody active owns it


async def listing(
    session: AsyncSession,
    *,
    actor: Actor,
    search: str = "",
    which: RoomFilter = RoomFilter.ALL,
    after: str = "",
    limit: int = PAGE,
) -> Page[RoomRow, str]:
    """Return rooms by name, private and closed ones included, at most ``limit`` (200). Two queries.

    Conversations of two are not listed; `count_direct` tells how many there are.

    Args:
        session: the database as it is read.
        actor: the administrator.
        search: part of a name or a description, regardless of case.
        which: all of them, or some.
        after: the ``next`` of the previous page.
        limit: rooms at most.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    limit = bounded(limit)
    query = _select_rooms(actor).where(col(Room.name_key) > text.cursor(after), *_conditions(which))
    if key := text.search_term(search):
        query = query.where(col(Room.search_key).contains(key, autoescape=True))
    rows = await rows_of(session, query.order_by(col(Room.name_key)).limit(limit + 1))
    return page_of([_view(row) for row in rows], limit, lambda room: room.name_key)


async def get(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> RoomRow:
    """Return one room.

    Raises:
        NotFound: there is no such room, it is a conversation of two, or the actor is no administrator.
    """
    await require_administrator(session, actor)
    rows = await rows_of(session, _select_rooms(actor).where(col(Room.uuid) == room_uuid))
    if not rows:
        raise NotFound
    return _view(rows[0])


async def count_direct(session: AsyncSession, *, actor: Actor) -> int:
    """Return how many direct messages there are: all that administrators learn of them.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    query = select(func.count()).select_from(Room).where(col(Room.visibility) == Visibility.DIRECT)
    return (await session.exec(query)).one()


async def members(session: AsyncSession, *, actor: Actor, room_uuid: UUID, search: str = "") -> list[str]:
    """Return the usernames of a room's members whose names hold ``search``, at most 20: who may own it next.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    found = await session.exec(
        select(Account.username)
        .join(Membership, col(Membership.account_id) == Account.id)
        .join(Room, col(Room.id) == Membership.room_id)
        .where(
            Room.uuid == room_uuid,
            col(Room.visibility).in_(ROOMS),
            Account.is_active,
            col(Membership.role) != Role.OWNER,
            col(Account.search_key).contains(text.search_term(search), autoescape=True),
        )
        .order_by(col(Account.username_key))
        .limit(SUGGESTED)
    )
    return list(found.all())


def _select_rooms(actor: Actor) -> Select[Any]:
    """Select rooms with their owner; the newest message is found by its number, not by looking at all of them."""
    newest, ownership, own = aliased(Message), aliased(Membership), aliased(Membership)
    member_count = select(func.count()).select_from(Membership).where(Membership.room_id == Room.id)
    is_member = exists().where(col(own.room_id) == Room.id, col(own.account_id) == actor.account_id)
    columns: list[Any] = [
        Room.__table__,  # type: ignore[attr-defined]
        or_(is_member, col(Room.visibility) == Visibility.PUBLIC, ~func.coalesce(col(Account.is_active), False)).label(
            "may_hand_over"
        ),
        col(Account.uuid).label("owner_uuid"),
        col(Account.username).label("owner_username"),
        col(Account.first_name),
        col(Account.last_name),
        col(newest.created_at).label("last_activity_at"),
        member_count.correlate(Room).scalar_subquery().label("member_count"),
    ]
    return (
        select_columns(*columns)
        .select_from(Room)
        .join(ownership, and_(col(ownership.room_id) == Room.id, col(ownership.role) == Role.OWNER), isouter=True)
        .join(Account, col(Account.id) == ownership.account_id, isouter=True)
        .join(newest, and_(col(newest.room_id) == Room.id, col(newest.number) == Room.last_number), isouter=True)
        .where(col(Room.visibility).in_(ROOMS))
    )


def _conditions(which: RoomFilter) -> list[ColumnElement[bool]]:
    conditions: dict[RoomFilter, list[ColumnElement[bool]]] = {
        RoomFilter.ALL: [],
        RoomFilter.PUBLIC: [col(Room.visibility) == Visibility.PUBLIC],
        RoomFilter.PRIVATE: [col(Room.visibility) == Visibility.PRIVATE],
        RoomFilter.CLOSED: [col(Room.closed_at).is_not(None)],
    }
    return conditions[which]


def _view(row: Row[Any]) -> RoomRow:
    return RoomRow(
        uuid=row.uuid,
        name=row.name,
        name_key=row.name_key,
        visibility=str(row.visibility),
        has_password=row.password_hash is not None,
        owner_uuid=row.owner_uuid,
        owner_username=row.owner_username or "",
        owner_name=shown_name(row.first_name, row.last_name, row.owner_username) if row.owner_uuid else "",
        member_count=row.member_count,
        message_count=row.last_number,
        created_at=row.created_at,
        last_activity_at=row.last_activity_at,
        closed_at=row.closed_at,
        may_hand_over=row.may_hand_over,
    )
