"""Reading a room's messages, and what has changed since a revision."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Row, bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.events import MessageView
from chatapp.identity import Actor
from chatapp.messages.message_rows import select_messages, view_of
from chatapp.rooms.access import readable_room
from chatapp.storage.database import rows_of
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.paging import AT_MOST, PAGE, bounded
from chatapp.storage.snapshot import Snapshot, within
from models import Message, Room


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages of one room, oldest first, as of the room's ``revision``. ``has_more``: the page was cut at its limit.

    ``last_number``: the room's newest number then; 0 if the function does not read it.
    """

    messages: list[MessageView]
    revision: int
    has_more: bool
    last_number: int = 0


@dataclass(frozen=True, slots=True)
class RowPage:
    """The same as rows of `select_messages`, for who makes something else of them than `view_of` does."""

    rows: Sequence[Row[Any]]
    revision: int
    has_more: bool
    last_number: int


async def read(
    session: AsyncSession,
    *,
    actor: Actor,
    room_uuid: UUID,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> MessagePage:
    """Return what `read_page` does, within a session."""
    return await within(session, read_page, actor=actor, room_uuid=room_uuid, before=before, after=after, limit=limit)


def read_page(
    snapshot: Snapshot,
    *,
    actor: Actor,
    room_uuid: UUID,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> MessagePage:
    """Return a page of a room's messages: the newest, those before a number, or those after one; at most 200.

    Raises as `read_rows`.
    """
    page = read_rows(snapshot, actor=actor, room_uuid=room_uuid, before=before, after=after, limit=limit)
    return MessagePage([view_of(row) for row in page.rows], page.revision, page.has_more, page.last_number)


def read_rows(
    snapshot: Snapshot,
    *,
    actor: Actor,
    room_uuid: UUID,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> RowPage:
    """Return the rows of such a page.

    With both numbers it returns those between them, from the first on; if nothing can be between them, only the right
    to read is checked. It costs the same anywhere in the room: two queries by (room, number).

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room = readable_room(snapshot, actor=actor, room_uuid=room_uuid)
    # Read before the messages: those may then be newer than the revision says, but never older.
    revision, last_number = room.revision, room.last_number
    if before is not None and after is not None and before - after <= 1:
        return RowPage([], revision, has_more=False, last_number=last_number)
    limit = bounded(limit)
    is_forward = after is not None
    query = _select_page(has_end=before is not None, is_forward=is_forward)
    asked = {"room_id": room.id, "at_most": limit + 1}
    asked |= {"before": before} if before is not None else {}
    asked |= {"after": after} if after is not None else {}
    rows = query.rows(snapshot.connection, asked)
    shown = rows[:limit]
    return RowPage(shown if is_forward else shown[::-1], revision, len(rows) > limit, last_number)


@cache
def _select_page(*, has_end: bool, is_forward: bool) -> FixedStatement:
    """Select the messages of room ``room_id``, at most ``at_most``: from ``after`` on, or the last before the end."""
    query = select_messages().where(col(Message.room_id) == bindparam("room_id"))
    if has_end:
        query = query.where(col(Message.number) < bindparam("before"))
    if is_forward:
        query = query.where(col(Message.number) > bindparam("after"))
    order = col(Message.number).asc() if is_forward else col(Message.number).desc()
    return FixedStatement(query.order_by(order).limit(bindparam("at_most", type_=Integer)))


async def changes(
    session: AsyncSession, *, actor: Actor, room_uuid: UUID, since: int, limit: int = AT_MOST
) -> MessagePage:
    """Return the messages changed after a revision, in the order of their changes, at most ``limit`` (200).

    If ``has_more``, ``revision`` is that of the last message returned; ask again from there.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room_id = await rooms.require_membership(session, actor=actor, room_uuid=room_uuid)
    return await changes_in(session, room_id, since, limit=limit)


async def changes_in(session: AsyncSession, room_id: int, since: int, *, limit: int = AT_MOST) -> MessagePage:
    """Return changes for the room's feed. Checks no rights: the feed has only members as subscribers."""
    limit = bounded(limit)
    revision = (await session.exec(select(Room.revision).where(Room.id == room_id))).one()  # first, as in `read`
    query = select_messages().where(col(Message.room_id) == room_id, col(Message.revision) > since)
    rows = await rows_of(session, query.order_by(col(Message.revision)).limit(limit + 1))
    views = [view_of(row) for row in rows[:limit]]
    has_more = len(rows) > limit
    return MessagePage(views, views[-1].revision if has_more else revision, has_more)


async def between_in(session: AsyncSession, room_id: int, after: int, before: int) -> MessagePage:
    """Return the messages between two numbers, at most 200, for the room's feed. Checks no rights.

    The page's ``revision`` is 0: it does not say how far the room is.
    """
    query = select_messages().where(
        col(Message.room_id) == room_id, col(Message.number) > after, col(Message.number) < before
    )
    rows = await rows_of(session, query.order_by(col(Message.number)).limit(AT_MOST))
    return MessagePage([view_of(row) for row in rows], 0, has_more=False)
