"""Finding rooms: the index with its views, the search, the sidebar's list. Nothing here loads everything."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.errors import Forbidden, NotFound
from chatapp.identity import Actor, is_active
from chatapp.rooms.access import AT_ONCE, CLOSED, JOIN
from chatapp.rooms.room_view import RoomView
from chatapp.rooms.room_view_query import RIGHTS, select_room, select_rooms, select_views, views_in
from chatapp.rooms.unread import count_uncounted_unread
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.paging import AT_MOST, PAGE, Page, bounded, page_of
from chatapp.storage.snapshot import Snapshot, within
from models import Account, Category, Membership, Message, Role, Room, Visibility

REACHABLE = 1000  # rooms to choose from at once


class Show(StrEnum):
    """Which rooms to list."""

    ALL = "all"
    JOINED = "joined"
    SAVED = "saved"
    MINE = "mine"
    DIRECT = "direct"


async def get(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> RoomView:
    """Return a room the actor may see.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
    """
    return await within(session, _get, actor, room_uuid)


async def visible_among(session: AsyncSession, *, actor: Actor, room_ids: Sequence[int]) -> list[RoomView]:
    """Return those of at most 500 rooms and threads that the actor may see, in no order. Members are not counted."""
    if not room_ids:
        return []
    is_theirs = col(Room.id).in_(list(room_ids)[:AT_ONCE]), _is_visible(RIGHTS), is_active(actor)
    query = select_room().where(*is_theirs)
    return await select_views(session, actor, query, is_counted=False)


def readable(snapshot: Snapshot, *, actor: Actor, room_uuid: UUID) -> RoomView:
    """Return a room that the actor may read in.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or it is closed.
    """
    room = _get(snapshot, actor, room_uuid)
    if not room.is_member:
        raise Forbidden(JOIN)
    if not room.may_be_read:
        raise Forbidden(CLOSED)
    return room


async def listing(
    session: AsyncSession,
    *,
    actor: Actor,
    show: Show = Show.ALL,
    search: str = "",
    only: UUID | None = None,
    after: str = "",
    limit: int = PAGE,
) -> Page[RoomView, str]:
    """Return rooms by name, at most ``limit`` (200); two queries, however many there are.

    Args:
        session: the database as it is read.
        actor: who asks.
        show: which rooms; ``mine`` includes those the actor has closed, the others only open ones.
        search: part of a name, a description or a category's name, regardless of case.
        only: ask about this room alone: is it on the list?
        after: the ``next`` of the former page, or a room's name.
        limit: rooms at most.
    """
    limit = bounded(limit)
    conditions = [_shown(actor, show), is_active(actor), col(Room.name_key) > text.cursor(after)]
    if key := text.search_term(search):
        conditions.append(_matches(actor, key))
    if only is not None:
        conditions.append(col(Room.uuid) == only)
    query = _select_with_activity().where(*conditions).order_by(col(Room.name_key)).limit(limit + 1)
    found = await select_views(session, actor, query)
    return page_of(found, limit, lambda room: room.name_key)


async def own(session: AsyncSession, *, actor: Actor, room_uuids: Collection[UUID]) -> list[RoomView]:
    """Return those of these rooms that are open and the actor is in; members are not counted.

    Direct ones are among them, and threads of rooms that the actor is in.
    """
    wanted, found = list(room_uuids), list[RoomView]()
    is_member = col(RIGHTS.account_id).is_not(None)
    query = select_room().where(is_member, col(Room.closed_at).is_(None), is_active())
    for start in range(0, len(wanted), AT_ONCE):
        some = query.where(col(Room.uuid).in_(wanted[start : start + AT_ONCE]))
        found += await select_views(session, actor, some, is_counted=False)
    return found


def joined(snapshot: Snapshot, *, actor: Actor, limit: int = AT_MOST) -> list[RoomView]:
    """Return the open rooms the actor is in, direct ones included, by name, at most ``limit`` (200).

    If there are more, saved and unread ones come first. Members are not counted.
    """
    at_most = {"at_most": bounded(limit)}
    found = views_in(snapshot, actor, _select_joined(), at_most, is_counted=False)
    return sorted(found, key=lambda room: room.sort_key)


async def reachable(session: AsyncSession, *, actor: Actor, limit: int = REACHABLE) -> list[RoomView]:
    """Return the open rooms that the actor may go to, at most ``limit``; members are not counted.

    Their own come first, direct ones included, then those that are listed and that they are not in; each by name.
    """
    return await select_views(session, actor, _select_reachable(), {"at_most": limit}, is_counted=False)


def _get(snapshot: Snapshot, actor: Actor, room_uuid: UUID) -> RoomView:
    found = views_in(snapshot, actor, _select_one(), {"room_uuid": room_uuid}, is_counted=False)
    if not found:
        raise NotFound
    return found[0]


@cache
def _select_one() -> FixedStatement:
    """Select the room ``room_uuid`` with the number of its members and its pinned messages, for whoever may see it."""
    count = select(func.count()).select_from(Membership).where(col(Membership.room_id) == Room.home_id).correlate(Room)
    is_pinned = col(Message.room_id) == Room.id, col(Message.pinned_at).is_not(None)
    pins = select(func.count()).select_from(Message).where(*is_pinned).correlate(Room)
    counted = select_room().add_columns(
        count.scalar_subquery().label("member_count"), pins.scalar_subquery().label("pin_count")
    )
    return FixedStatement(counted.where(col(Room.uuid) == bindparam("room_uuid"), _is_visible(RIGHTS), is_active()))


@cache
def _select_joined() -> FixedStatement:
    """Select the open rooms that ``actor_id`` is in, at most ``at_most``."""
    unread = col(Room.last_number) - col(Membership.last_read_number) - count_uncounted_unread()
    is_unread = and_(or_(unread > 0, col(Membership.is_unseen)), ~col(Membership.is_muted))
    return FixedStatement(
        select_rooms()
        .where(col(Membership.account_id).is_not(None), col(Room.closed_at).is_(None), is_active())
        .order_by(col(Membership.is_saved).desc(), is_unread.desc(), col(Room.name_key))
        .limit(bindparam("at_most", type_=Integer))
    )


@cache
def _select_reachable() -> Select[Any]:
    """Select the open rooms that ``actor_id`` may see with the time of their newest message, at most ``at_most``."""
    is_member = col(Membership.account_id).is_not(None)
    return (
        _select_with_activity()
        .where(_is_visible(), col(Room.closed_at).is_(None), is_active())
        .order_by(is_member.desc(), col(Room.name_key))
        .limit(bindparam("at_most", type_=Integer))
    )


@cache
def _select_with_activity() -> Select[Any]:
    """Select rooms with the time of their newest message."""
    newest = (
        select(Message.created_at)
        .where(col(Message.room_id) == Room.id, col(Message.number) == Room.last_number)
        .correlate(Room)
        .scalar_subquery()
    )
    return select_rooms().add_columns(newest.label("last_at"))


async def id_of(session: AsyncSession, room_uuid: UUID) -> int:
    """Return a room's id, for the process's own feeds; checks no rights.

    Raises:
        NotFound: there is no such room.
    """
    if (found := (await session.exec(select(Room.id).where(Room.uuid == room_uuid))).first()) is None:
        raise NotFound
    return found


async def revisions(session: AsyncSession, room_uuids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the rooms' revisions, for the process's own feeds; checks no rights and tells nothing else."""
    found: dict[UUID, int] = {}
    for start in range(0, len(room_uuids), AT_ONCE):
        some = room_uuids[start : start + AT_ONCE]
        rows = await session.exec(select(Room.uuid, Room.revision).where(col(Room.uuid).in_(some)))
        found |= dict(rows.all())
    return found


def _is_listed() -> ColumnElement[bool]:
    """Say in SQL what `Room.is_listed` says."""
    return or_(
        col(Room.visibility) == Visibility.PUBLIC,
        (col(Room.visibility) == Visibility.PRIVATE) & col(Room.password_hash).is_not(None),
    )


def _is_visible(rights: Any = Membership) -> ColumnElement[bool]:
    """Say in SQL what `Room.can_be_seen_by` says, for the actor's own Membership."""
    is_member = col(rights.account_id).is_not(None)
    is_open = col(Room.closed_at).is_(None)
    return or_(is_open & (is_member | _is_listed()), col(rights.role) == Role.OWNER)


def _shown(actor: Actor, show: Show) -> ColumnElement[bool]:
    is_member, is_open = col(Membership.account_id).is_not(None), col(Room.closed_at).is_(None)
    is_direct = col(Room.visibility) == Visibility.DIRECT
    if show == Show.DIRECT:
        return is_member & is_direct
    if show == Show.SAVED:
        return col(Membership.is_saved) & is_open
    if show == Show.JOINED:
        return is_member & is_open & ~is_direct
    if show == Show.MINE:
        is_mine = (col(Membership.role) == Role.OWNER) | (col(Room.created_by_id) == actor.account_id)
        return is_mine & _is_visible() & ~is_direct
    return _is_visible() & is_open & ~is_direct


def _matches(actor: Actor, key: str) -> ColumnElement[bool]:
    """Find ``key`` in a room's name, description or category, or in the names of a direct room's other people."""
    partner = (
        select(Membership.room_id)
        .join(Account, col(Account.id) == Membership.account_id)
        .where(
            Membership.room_id == Room.id,
            col(Account.id) != actor.account_id,
            col(Account.search_key).contains(key, autoescape=True),
        )
        .correlate(Room)
    )
    return or_(
        col(Room.search_key).contains(key, autoescape=True),
        col(Category.name_key).contains(key, autoescape=True),
        (col(Room.visibility) == Visibility.DIRECT) & partner.exists(),
    )
