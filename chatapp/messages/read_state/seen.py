"""Who has seen a message: what read marks say of it, among people who share theirs.

It is reciprocal: who does not share how far they have read sees nobody's, and counts in neither number.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, case, func
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Forbidden, NotFound
from chatapp.identity import Actor, active_account
from chatapp.messages import revision
from chatapp.rooms import require_membership
from chatapp.rooms.access import select_open_reading
from chatapp.storage.database import rows_of
from models import Account, Membership, Message, MessageKind, Room
from models.account import shown_name

LISTED = 200  # people who have seen a message, and as many who have not; all are counted
NOT_SHARED = "Turn on “Show others what I've read” in your settings to see what others have read."
IS_READER = (col(Account.shares_reading), ~col(Account.is_bot))  # a program has no eyes
PERSON = (
    col(Account.id),
    col(Account.uuid),
    col(Account.username),
    col(Account.first_name),
    col(Account.last_name),
    col(Account.avatar),
    col(Membership.last_read_number),
    col(Membership.last_read_at),
)


@dataclass(frozen=True, slots=True)
class Reader:
    """A member who shares how far they have read. ``last_read_at``: when they last read anything new in the room."""

    account_id: int
    uuid: UUID
    username: str
    name: str
    avatar: str
    last_read_number: int
    last_read_at: datetime | None


@dataclass(frozen=True, slots=True)
class SeenBy:
    """Who has seen a message, of those who were members when it was posted; its author is not counted.

    ``readers`` and ``not_yet`` are sorted by username, at most 200 each.
    """

    count: int
    of: int
    readers: list[Reader]
    not_yet: list[Reader]


async def seen_by(session: AsyncSession, *, actor: Actor, room_uuid: UUID, number: int) -> SeenBy:
    """Return who has seen a message.

    Raises:
        NotFound: there is no such room or message, the actor may not see it, or it was deleted or is the system's.
        Forbidden: the actor is not a member, or does not share how far they have read.
    """
    await require_membership(session, actor=actor, room_uuid=room_uuid)
    message = await revision.find(session, room_uuid, number)
    if message is None or message.deleted_at is not None or message.kind != MessageKind.TEXT:
        raise NotFound
    if not (await active_account(session, actor)).shares_reading:
        raise Forbidden(NOT_SHARED)
    has_seen = col(Membership.last_read_number) >= number
    total = func.coalesce(func.sum(case((has_seen, 1), else_=0)), 0)
    counts = (await rows_of(session, _concerned(message, func.count().label("of"), total.label("seen"))))[0]
    listed = _concerned(message, *PERSON).order_by(col(Account.username_key)).limit(LISTED)
    readers = await rows_of(session, listed.where(has_seen))
    not_yet = await rows_of(session, listed.where(~has_seen))
    return SeenBy(counts.seen, counts.of, list(map(_reader, readers)), list(map(_reader, not_yet)))


async def others_read(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> list[Reader]:
    """Return how far the others in a direct chat have read; nobody if the actor does not share it.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or the room is closed.
    """
    await require_membership(session, actor=actor, room_uuid=room_uuid)
    if not (await active_account(session, actor)).shares_reading:
        return []
    others = select_open_reading(*PERSON).where(
        col(Room.uuid) == room_uuid, *IS_READER, col(Account.id) != actor.account_id
    )
    return list(map(_reader, await rows_of(session, others)))


def _concerned(message: Message, *columns: Any) -> Select[Any]:
    """Select from those who share, and were members when the message was posted: a newcomer counts all as read."""
    return select_open_reading(*columns).where(
        col(Room.id) == message.room_id,
        *IS_READER,
        col(Account.id) != message.author_id,
        col(Membership.joined_at) <= message.created_at,
    )


def _reader(row: Row[Any]) -> Reader:
    name = shown_name(row.first_name, row.last_name, row.username)
    return Reader(row.id, row.uuid, row.username, name, row.avatar, row.last_read_number, row.last_read_at)
