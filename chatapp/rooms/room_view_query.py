"""How rooms are read for one person: the statement, and a `RoomView` for each row."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from sys import intern as shared  # one text for all people's views of a room: 3 kB of a page in ten rooms
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, func, null
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.identity import Actor
from chatapp.rooms.categories import CategoryView
from chatapp.rooms.member_views import chat_name, member_counts, partners_in, removers
from chatapp.rooms.room_view import RoomView
from chatapp.rooms.thread_news import has_thread_news
from chatapp.rooms.unread import (
    ALL_COUNT,
    NONE_UNREAD,
    UncountedUnread,
    select_uncounted_unread,
    uncounted_unread,
    unread_mentions,
)
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.replica import monotonic_reads
from chatapp.storage.snapshot import Snapshot, within
from models import Account, Category, Membership, Room, Visibility
from models.account import shown_name

RIGHTS: Final = aliased(Membership)  # of `select_room`: the actor's membership of the room whose members have rights
_PARENT: Final = aliased(Room)
_OF_THREAD: Final = ("root_number", "parent_id", "parent_uuid", "parent_name", "parent_visibility")


async def select_views(
    session: AsyncSession,
    actor: Actor,
    query: Select[Any] | FixedStatement,
    parameters: Mapping[str, Any] | None = None,
    *,
    is_counted: bool = True,
) -> list[RoomView]:
    """Return what `views_in` does, within a session."""
    return await within(session, views_in, actor, query, parameters, is_counted=is_counted)


def views_in(
    snapshot: Snapshot,
    actor: Actor,
    query: Select[Any] | FixedStatement,
    parameters: Mapping[str, Any] | None = None,
    *,
    is_counted: bool = True,
) -> list[RoomView]:
    """Return what a query made from `select_rooms` finds for the actor; checks no rights.

    Three queries, however many rooms: the rooms, how many members they have, and the partners of the direct ones among
    them; one more if any messages are unread, and if there are rooms that the actor is not in.
    ``is_counted``: whether to count the members.
    """
    asked, connection = {"actor_id": actor.account_id, **(parameters or {})}, snapshot.connection
    if isinstance(query, FixedStatement):
        found = query.rows(connection, asked)
    else:
        found = connection.execute(query, asked).all()
    for row in found:
        monotonic_reads.check(snapshot, row.uuid, row.revision)
    counts = member_counts(snapshot, [row.id for row in found]) if is_counted and found else {}
    unread = [row.id for row in found if row.last_read_number is not None and row.last_number > row.last_read_number]
    mentions = unread_mentions(snapshot, actor, unread)
    uncounted = uncounted_unread(snapshot, actor, {row.id: row.uncounted_unread for row in found})
    views = [
        _view(row, counts.get(row.id, 0), mentions.get(row.id, NONE_UNREAD), uncounted.get(row.id, ALL_COUNT))
        for row in found
    ]
    homes = {row.id: row.parent_id for row in found if row.parent_visibility == Visibility.DIRECT}
    return _with_names(snapshot, actor, views, homes)


@cache
def select_rooms() -> Select[Any]:
    """Select rooms with what one actor is in them, made once: building it takes longer than running it.

    Threads are not among them. What is added may speak of Room, of the actor's own Membership, and of Category;
    ``actor_id`` is its parameter.
    """
    columns = [*_columns(), col(Membership.role), col(Room.hue).label("chosen_hue")]
    columns += [null().label(name) for name in _OF_THREAD]
    query = _with_reading(*columns).join(Category, col(Category.id) == Room.category_id, isouter=True)
    return query.where(col(Room.parent_id).is_(None))


@cache
def select_room() -> Select[Any]:
    """Select as `select_rooms`, but threads as well: the rights are those of `RIGHTS`, the colour is the parent's."""
    of_thread: list[Any] = [
        col(Room.root_number),
        *(col(getattr(_PARENT, name)).label(f"parent_{name}") for name in ("id", "uuid", "name", "visibility")),
    ]
    hue = func.coalesce(Room.hue, _PARENT.hue).label("chosen_hue")
    category_id = func.coalesce(Room.category_id, _PARENT.category_id)
    is_theirs = (col(RIGHTS.room_id) == Room.home_id) & (col(RIGHTS.account_id) == bindparam("actor_id"))
    return (
        _with_reading(*_columns(), col(RIGHTS.role), hue, *of_thread)
        .join(RIGHTS, is_theirs, isouter=True)
        .join(_PARENT, col(_PARENT.id) == Room.parent_id, isouter=True)
        .join(Category, col(Category.id) == category_id, isouter=True)
    )


def _with_reading(*columns: Any) -> Select[Any]:
    return (
        select_columns(*columns)
        .select_from(Room)
        .join(Account, col(Account.id) == Room.created_by_id)
        .join(
            Membership,
            (col(Membership.room_id) == Room.id) & (col(Membership.account_id) == bindparam("actor_id")),
            isouter=True,
        )
    )


def _columns() -> list[Any]:
    return [
        *(col(getattr(Room, name)) for name in ("id", "uuid", "name", "name_key", "description", "visibility")),
        *(col(getattr(Room, name)) for name in ("created_at", "closed_at", "revision", "last_number")),
        col(Room.slow_mode),
        col(Room.begins_threads),
        col(Room.members_may_add),
        col(Room.password_hash).is_not(None).label("has_password"),
        col(Account.username).label("maker_username"),
        col(Account.first_name).label("maker_first_name"),
        col(Account.last_name).label("maker_last_name"),
        col(Membership.is_saved),
        col(Membership.follows),
        col(Membership.seen_revision),
        has_thread_news().label("has_thread_news"),
        col(Membership.is_muted),
        col(Membership.alert_level),
        col(Membership.last_read_number),
        col(Membership.added_after).is_not(None).label("is_added"),
        col(Membership.is_unseen),
        select_uncounted_unread().label("uncounted_unread"),
        col(Category.id).label("category_id"),
        *(col(getattr(Category, name)).label(f"category_{name}") for name in ("uuid", "name", "colour", "icon")),
    ]


def _with_names(snapshot: Snapshot, actor: Actor, views: list[RoomView], homes: Mapping[int, int]) -> list[RoomView]:
    """Name direct rooms after the other people, and say who removed the actor from rooms that they cannot join.

    ``homes``: of threads in direct chats: the chat, by the thread's id.
    """
    direct = [view.room_id for view in views if view.is_direct]
    partners = partners_in(snapshot, actor, [*direct, *set(homes.values()).difference(direct)])
    names = removers(snapshot, actor, [view.room_id for view in views if not view.is_member])
    people = {
        room_id: {"name": chat_name(partners[room_id]), "partners": tuple(partners[room_id])}
        for room_id in direct
        if room_id in partners
    }
    beside = {thread_id: {"parent_name": chat_name(partners.get(home, []))} for thread_id, home in homes.items()}
    removals = {room_id: {"removed_by": name} for room_id, name in names.items()}
    changes: dict[int, dict[str, Any]] = {**people, **beside, **removals}
    return [replace(view, **changes[view.room_id]) if view.room_id in changes else view for view in views]


def _view(row: Row[Any], member_count: int, mentioned_in: frozenset[int], uncounted: UncountedUnread) -> RoomView:
    is_member = row.role is not None
    has_read = row.last_read_number if row.last_read_number is not None or row.parent_uuid is None else row.last_number
    return RoomView(
        room_id=row.id,
        uuid=row.uuid,
        name=shared(row.name),
        name_key=shared(row.name_key),
        description=shared(row.description),
        visibility=shared(str(row.visibility)),
        has_password=bool(row.has_password),
        category=_category(row) if row.category_id is not None else None,
        created_at=row.created_at,
        created_by=shared(shown_name(row.maker_first_name, row.maker_last_name, row.maker_username)),
        closed_at=row.closed_at,
        member_count=getattr(row, "member_count", member_count),
        revision=row.revision,
        last_number=row.last_number,
        is_member=is_member,
        role=shared(str(row.role)) if is_member else None,
        is_saved=bool(row.is_saved),
        is_muted=bool(row.is_muted),
        alert_level=row.alert_level,
        last_read_number=has_read or 0,
        uncounted_unread=uncounted,
        mentioned_in=mentioned_in,
        last_at=getattr(row, "last_at", None) if is_member or row.visibility == Visibility.PUBLIC else None,
        chosen_hue=row.chosen_hue,
        slow_mode=row.slow_mode,
        begins_threads=bool(row.begins_threads),
        members_may_add=bool(row.members_may_add),
        pin_count=getattr(row, "pin_count", 0),
        is_added=bool(row.is_added),
        is_unseen=bool(row.is_unseen),
        parent_uuid=row.parent_uuid,
        parent_name=f"#{row.parent_name}" if row.parent_name else "",
        root_number=row.root_number,
        follows=bool(row.follows),
        seen_revision=row.seen_revision or 0,
        has_thread_news=bool(row.has_thread_news),
    )


def _category(row: Row[Any]) -> CategoryView:
    return CategoryView(row.category_id, row.category_uuid, row.category_name, row.category_colour, row.category_icon)
