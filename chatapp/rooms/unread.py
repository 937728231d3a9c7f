"""What one person has not read in rooms: all after their read mark, less what does not count; and what mentions them.

Deleted messages do not count, nor lines in which Chatapp says what happened. `RoomView.unread` is the number that
pages show.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, String, and_, cast, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.identity import Actor
from chatapp.rooms.access import AT_ONCE
from models import Membership, Mention, MentionKind, Message, MessageKind, Room
from models.message import IS_UNCOUNTED

IS_UNCOUNTED_UNREAD = and_(  # within a query of Message and Membership
    col(Message.number) > col(Membership.last_read_number), IS_UNCOUNTED
)


def count_uncounted_unread() -> ScalarSelect[int]:
    """Select how many messages after a Membership's read mark do not count, within a query of Room."""
    return _select_uncounted_unread(func.count())


def select_uncounted_unread() -> ScalarSelect[str]:
    """Select the numbers of those messages as one string; null if there are none."""
    return _select_uncounted_unread(func.aggregate_strings(cast(col(Message.number), String), ","))


def numbers_of(selected: str | None) -> frozenset[int]:
    """Return the numbers that `select_uncounted_unread` selected."""
    return frozenset(map(int, selected.split(","))) if selected else frozenset()


def _select_uncounted_unread(column: Any) -> ScalarSelect[Any]:
    is_in_room = col(Message.room_id) == Room.id
    selected = select(column).select_from(Message).where(is_in_room, IS_UNCOUNTED_UNREAD)
    return selected.correlate(Room, Membership).scalar_subquery()


async def unread_mentions(session: AsyncSession, actor: Actor, room_ids: Sequence[int]) -> dict[int, set[int]]:
    """Return the numbers of the unread messages that mention the actor, by name or with everybody, by room."""
    numbers: dict[int, set[int]] = defaultdict(set)
    for start in range(0, len(room_ids), AT_ONCE):
        rows = await session.exec(
            select(Mention.room_id, Mention.number)
            .join(
                Membership,
                (col(Membership.room_id) == Mention.room_id) & (col(Membership.account_id) == actor.account_id),
            )
            .join(Message, col(Message.id) == Mention.message_id)
            .where(
                col(Mention.room_id).in_(room_ids[start : start + AT_ONCE]),
                col(Mention.number) > Membership.last_read_number,
                calls(actor),
            )
        )
        for room_id, number in rows.all():
            numbers[room_id].add(number)
    return numbers


def calls(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL what `MessageView.mentions_person` says, within a query of Mention and Message.

    `tests/messages/test_mention_counts.py` holds them equal.
    """
    is_called = or_(col(Mention.account_id) == actor.account_id, col(Mention.kind) == MentionKind.ROOM)
    is_theirs = col(Message.author_id) == actor.account_id
    return and_(is_called, col(Message.kind) == MessageKind.TEXT, ~is_theirs, col(Message.deleted_at).is_(None))
