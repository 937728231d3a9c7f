"""Rooms and members as one person sees them: plain values, free of any database session."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import categories, text
from chatapp.accounts import Actor
from chatapp.categories import CategoryView
from models import Account, Category, Membership, Role, Room, Visibility

AT_ONCE = 500  # rooms in one query; SQLite takes a bounded number of parameters


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as the other members see him."""

    account_id: int
    uuid: UUID
    username: str
    name: str
    avatar: str
    role: str


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as one person sees it. A direct room has the ``partner``'s name; the rest of it stands for any room."""

    room_id: int
    uuid: UUID
    name: str
    name_key: str
    description: str
    visibility: str
    has_password: bool
    category: CategoryView | None
    created_at: datetime
    created_by: str
    closed_at: datetime | None
    member_count: int
    revision: int
    last_number: int
    is_member: bool
    role: str | None
    is_saved: bool
    is_muted: bool
    last_read_number: int
    partner: MemberView | None = None

    @property
    def sort_key(self) -> str:
        """What lists of rooms are ordered by."""
        return text.fold(self.name)

    @property
    def is_private(self) -> bool:
        """Whether not everybody may join."""
        return self.visibility == Visibility.PRIVATE

    @property
    def is_direct(self) -> bool:
        """Whether this is the conversation of two people."""
        return self.visibility == Visibility.DIRECT

    @property
    def unread(self) -> int:
        """How many messages the person has not read."""
        return max(0, self.last_number - self.last_read_number) if self.is_member else 0

    @property
    def may_manage(self) -> bool:
        """Whether to offer renaming, closing and the like; the service asks again."""
        return self.role == Role.OWNER and not self.is_direct

    @property
    def may_moderate(self) -> bool:
        """Whether to offer adding and removing people; the service asks again."""
        return self.role in (Role.OWNER, Role.MODERATOR) and not self.is_direct


async def select_views(
    session: AsyncSession,
    actor: Actor,
    condition: ColumnElement[bool],
    *,
    order: Sequence[ColumnElement[Any]] = (),
    limit: int = 1,
    is_counted: bool = True,
) -> list[RoomView]:
    """Return the rooms that meet a condition, by name unless told otherwise; asks for no rights.

    Three queries, however many rooms: the rooms, how many members they have, and the partners of the direct ones among
    them. The condition may speak of Room, of the actor's own Membership, and of Category. ``is_counted``: whether to
    count the members.
    """
    rows = await session.exec(
        select(Room, Account, Membership, Category)
        .select_from(Room)
        .join(Account, col(Account.id) == Room.created_by_id)
        .join(
            Membership,
            (col(Membership.room_id) == Room.id) & (col(Membership.account_id) == actor.account_id),
            isouter=True,
        )
        .join(Category, col(Category.id) == Room.category_id, isouter=True)
        .where(condition)
        .order_by(*order, col(Room.name_key))
        .limit(limit)
    )
    found = rows.all()
    counts = await _member_counts(session, [room.id for room, *_ in found]) if is_counted else {}
    return await _with_partners(session, actor, [_view(*row, counts.get(row[0].id, 0)) for row in found])


async def _member_counts(session: AsyncSession, room_ids: Sequence[int]) -> dict[int, int]:
    """Count the members of some rooms; within the query that sorts them, every room would be counted."""
    counts: dict[int, int] = {}
    for start in range(0, len(room_ids), AT_ONCE):
        rows = await session.exec(
            select(Membership.room_id, func.count())
            .where(col(Membership.room_id).in_(room_ids[start : start + AT_ONCE]))
            .group_by(col(Membership.room_id))
        )
        counts |= dict(rows.all())
    return counts


async def _with_partners(session: AsyncSession, actor: Actor, views: list[RoomView]) -> list[RoomView]:
    """Give each direct room the other person's name."""
    direct = [view.room_id for view in views if view.is_direct]
    if not direct:
        return views
    partners: dict[int, MemberView] = {}
    for start in range(0, len(direct), AT_ONCE):
        rows = await session.exec(
            select(Membership, Account)
            .join(Account, col(Account.id) == Membership.account_id)
            .where(col(Membership.room_id).in_(direct[start : start + AT_ONCE]), Account.id != actor.account_id)
        )
        partners |= {membership.room_id: member_view(account, membership.role) for membership, account in rows.all()}
    return [
        replace(view, name=partner.name, partner=partner) if (partner := partners.get(view.room_id)) else view
        for view in views
    ]


def member_view(account: Account, role: str) -> MemberView:
    """Return an account as the members of a room see it."""
    return MemberView(account.id, account.uuid, account.username, account.name, account.avatar, str(role))


def _view(
    room: Room, maker: Account, membership: Membership | None, category: Category | None, member_count: int
) -> RoomView:
    return RoomView(
        room_id=room.id,
        uuid=room.uuid,
        name=room.name,
        name_key=room.name_key,
        description=room.description,
        visibility=str(room.visibility),
        has_password=room.password_hash is not None,
        category=categories.view_of(category) if category else None,
        created_at=room.created_at,
        created_by=maker.name,
        closed_at=room.closed_at,
        member_count=member_count,
        revision=room.revision,
        last_number=room.last_number,
        is_member=membership is not None,
        role=str(membership.role) if membership else None,
        is_saved=membership is not None and membership.is_saved,
        is_muted=membership is not None and membership.is_muted,
        last_read_number=membership.last_read_number if membership else 0,
    )
