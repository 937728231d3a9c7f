"""The threads that a person follows: all of them, and those with unread messages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, bindparam
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.events import MessageView
from chatapp.identity import Actor, is_active
from chatapp.messages.message_rows import select_messages, view_of
from chatapp.rooms import RoomView
from chatapp.rooms.access import AT_ONCE
from chatapp.rooms.room_view_query import RIGHTS, select_room, views_in
from chatapp.rooms.unread import count_uncounted_unread
from chatapp.storage.database import rows_of
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.keyed_query import KeyedQuery
from chatapp.storage.paging import AT_MOST, PAGE, Page, bounded, page_of
from chatapp.storage.snapshot import Snapshot
from models import Account, Membership, Message, Room

_NEWEST: Any = aliased(Message)
_IS_NEWEST: Any = (_NEWEST.room_id == Room.id) & (_NEWEST.number == Room.last_number)
_ROOTS = KeyedQuery(select_messages(), col(Room.uuid), col(Message.number))


@dataclass(frozen=True, slots=True)
class FollowedThread:
    """A thread that a person follows, the room it belongs to, and its message there."""

    thread: RoomView
    room: RoomView
    root: MessageView


async def followed(
    session: AsyncSession,
    *,
    actor: Actor,
    is_unread: bool | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> Page[FollowedThread, int]:
    """Return the threads that the actor follows and that have replies, the newest reply first.

    ``is_unread``: only those with unread messages, or only those without. ``after``: the ``next`` of the former page;
    ``limit``: at most 200.
    """
    limit = bounded(limit)
    query = _select_followed(_NEWEST.id.label("newest_id"), col(Room.id), actor=actor)
    if is_unread is not None:
        query = query.where(_unread() > 0 if is_unread else _unread() <= 0)
    if after is not None:
        query = query.where(_NEWEST.id < after)
    rows = await rows_of(session, query.order_by(_NEWEST.id.desc()).limit(limit + 1))
    page = page_of(rows, limit, lambda row: row.newest_id)
    return Page(await _views(session, actor, [row.id for row in page.items]), page.next)


async def _views(session: AsyncSession, actor: Actor, thread_ids: Sequence[int]) -> list[FollowedThread]:
    """Return threads in this order, with their rooms and their messages."""
    threads = {one.room_id: one for one in await rooms.visible_among(session, actor=actor, room_ids=thread_ids)}
    parents = {one.parent_uuid for one in threads.values() if one.parent_uuid is not None}
    by_uuid = {room.uuid: room for room in await rooms.own(session, actor=actor, room_uuids=parents)}
    places = [(one.parent_uuid, one.root_number) for one in threads.values()]
    roots = {(row.room_uuid, row.number): view_of(row) for row in await _ROOTS.rows_in(session, places)}
    return [
        FollowedThread(one, by_uuid[one.parent_uuid], roots[one.parent_uuid, one.root_number])
        for thread_id in thread_ids
        if (one := threads.get(thread_id)) is not None and one.parent_uuid in by_uuid
    ]


def unread(snapshot: Snapshot, *, actor: Actor, limit: int = AT_MOST) -> list[RoomView]:
    """Return the followed threads with unread messages, the newest message first, at most ``limit`` (200)."""
    return views_in(snapshot, actor, _select_unread(), {"at_most": bounded(limit)}, is_counted=False)


def followed_among(snapshot: Snapshot, *, actor: Actor, thread_uuids: Collection[UUID]) -> list[RoomView]:
    """Return those of these threads that the actor follows, read or not, in no order."""
    wanted, found = list(thread_uuids), list[RoomView]()
    for start in range(0, len(wanted), AT_ONCE):
        asked = {"threads": wanted[start : start + AT_ONCE]}
        found += views_in(snapshot, actor, _select_followed_among(), asked, is_counted=False)
    return found


def _select_followed(*columns: Any, actor: Actor) -> Select[Any]:
    return (
        select_columns(*columns)
        .select_from(Membership)
        .join(Room, col(Room.id) == Membership.room_id)
        .join(RIGHTS, (col(RIGHTS.room_id) == Room.parent_id) & (col(RIGHTS.account_id) == Membership.account_id))
        .join(Account, col(Account.id) == Membership.account_id)
        .join(_NEWEST, _IS_NEWEST)
        .where(col(Membership.account_id) == actor.account_id, col(Membership.follows), col(Account.is_active))
        .where(col(Room.closed_at).is_(None), col(Room.root_revision) > 0)  # replies that are there
    )


def _unread() -> ColumnElement[int]:
    """Count in SQL what is unread in a thread, within a query of Room and the person's own Membership in it."""
    return col(Room.last_number) - col(Membership.last_read_number) - count_uncounted_unread()


def _select_own() -> Select[Any]:
    return select_room().where(
        col(Room.parent_id).is_not(None),
        col(Membership.follows),
        col(RIGHTS.account_id).is_not(None),
        col(Room.closed_at).is_(None),
        is_active(),
    )


@cache
def _select_followed_among() -> FixedStatement:
    return FixedStatement(_select_own().where(col(Room.uuid).in_(bindparam("threads", expanding=True))))


@cache
def _select_unread() -> FixedStatement:
    return FixedStatement(
        _select_own()
        .add_columns(_NEWEST.created_at.label("last_at"))
        .join(_NEWEST, _IS_NEWEST)
        .where(_unread() > 0)
        .order_by(_NEWEST.id.desc())
        .limit(bindparam("at_most", type_=Integer))
    )
