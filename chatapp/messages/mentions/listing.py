"""Where a person is mentioned, in the rooms that they are a member of now: the newest first, a page at a time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, union
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.events import MessageView
from chatapp.identity import Actor
from chatapp.messages.message_rows import select_messages, view_of
from chatapp.rooms import RoomView
from chatapp.rooms.access import select_open_memberships
from chatapp.rooms.unread import calls
from chatapp.storage.database import rows_of
from chatapp.storage.paging import PAGE, Page, bounded, page_of
from models import Membership, Mention, MentionKind, Message, Room


@dataclass(frozen=True, slots=True)
class MentionView:
    """A message that mentions the person, and its room as they see it. ``message_id``: what the list goes on after."""

    message_id: int
    message: MessageView
    room: RoomView

    @property
    def is_unread(self) -> bool:
        """Whether the person has not read the message yet."""
        return self.message.number > self.room.last_read_number


async def mentioned(
    session: AsyncSession, *, actor: Actor, after: int | None = None, limit: int = PAGE
) -> Page[MentionView, int]:
    """Return the messages that mention the actor, by name or with everybody, the newest first, at most ``limit`` (200).

    Of `@room`, those since they are a member. ``after``: the ``next`` of the former page.
    """
    limit = bounded(limit)
    by_name = _called(actor, after, col(Mention.account_id) == actor.account_id)
    with_all = _called(
        actor, after, col(Mention.kind) == MentionKind.ROOM, col(Message.created_at) >= Membership.joined_at
    )
    either = union(by_name, with_all).subquery()
    newest = select_columns(either.c.message_id).order_by(either.c.message_id.desc()).limit(limit + 1)
    page = page_of([row.message_id for row in await rows_of(session, newest)], limit, int)
    if not page.items:
        return Page([], None)
    found = await rows_of(
        session, select_messages().add_columns(col(Message.id)).where(col(Message.id).in_(page.items))
    )
    messages = {row.id: view_of(row) for row in found}
    room_uuids = {message.room_uuid for message in messages.values()}
    by_uuid = {room.uuid: room for room in await rooms.own(session, actor=actor, room_uuids=room_uuids)}
    known = [one for one in page.items if one in messages and messages[one].room_uuid in by_uuid]
    return Page([MentionView(one, messages[one], by_uuid[messages[one].room_uuid]) for one in known], page.next)


def _called(actor: Actor, after: int | None, *conditions: ColumnElement[bool]) -> Select[Any]:
    query = (
        select_open_memberships(col(Mention.message_id))
        .join(Mention, col(Mention.room_id) == Room.id)
        .join(Message, col(Message.id) == Mention.message_id)
        .where(col(Membership.account_id) == actor.account_id, calls(actor), *conditions)
    )
    return query if after is None else query.where(col(Mention.message_id) < after)
