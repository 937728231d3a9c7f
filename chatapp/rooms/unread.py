"""What one person has not read in rooms: all after their read mark, less what does not count; and what mentions them.

Deleted messages do not count, nor lines in which Chatapp says what happened. `RoomView.unread` is the number that
pages show.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, String, and_, bindparam, cast, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from chatapp.identity import Actor
from chatapp.rooms.access import AT_ONCE
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.snapshot import Snapshot
from models import Membership, Mention, MentionKind, Message, MessageKind, Room
from models.message import IS_UNCOUNTED

NUMBERS: Final = 100  # messages that are known by their numbers, of those in one room that don't count

IS_UNCOUNTED_UNREAD = and_(  # within a query of Message and Membership
    col(Message.number) > col(Membership.last_read_number), IS_UNCOUNTED
)


@dataclass(frozen=True, slots=True)
class UncountedUnread:
    """What doesn't count after a read mark: the numbers of the first 100 messages, and how many ``more`` there are.

    Whoever deletes or pins on and on makes ever more of them, which nobody's page is to hold one by one.
    """

    first: frozenset[int] = frozenset()
    more: int = 0

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.first) + self.more


ALL_COUNT: Final = UncountedUnread()
NONE_UNREAD: Final[frozenset[int]] = frozenset()  # one for all rooms: each empty one would take 216 bytes


def count_uncounted_unread() -> ScalarSelect[int]:
    """Select how many messages after a Membership's read mark do not count, within a query of Room."""
    query = select(func.count()).select_from(Message).where(col(Message.room_id) == Room.id, IS_UNCOUNTED_UNREAD)
    return query.correlate(Room, Membership).scalar_subquery()


def select_uncounted_unread() -> ScalarSelect[str]:
    """Select the numbers of the first of those messages as one string; null if there are none."""
    query = select(col(Message.number)).where(col(Message.room_id) == Room.id, IS_UNCOUNTED_UNREAD)
    first = query.order_by(col(Message.number)).limit(NUMBERS).correlate(Room, Membership).subquery()
    return select(func.aggregate_strings(cast(first.c.number, String), ",")).scalar_subquery()


def uncounted_unread(
    snapshot: Snapshot, actor: Actor, selected: Mapping[int, str | None]
) -> dict[int, UncountedUnread]:
    """Return what `select_uncounted_unread` selected, by room; one query more if anywhere are more than the first."""
    first = {room_id: frozenset(map(int, numbers.split(","))) for room_id, numbers in selected.items() if numbers}
    found = {room_id: UncountedUnread(numbers) for room_id, numbers in first.items()}
    full = [room_id for room_id, numbers in first.items() if len(numbers) == NUMBERS]
    for start in range(0, len(full), AT_ONCE):
        asked = {"actor_id": actor.account_id, "rooms": full[start : start + AT_ONCE]}
        for room_id, count in _select_uncounted_counts().rows(snapshot.connection, asked):
            found[room_id] = UncountedUnread(first[room_id], count - NUMBERS)
    return found


@cache
def _select_uncounted_counts() -> FixedStatement:
    """Select how many messages do not count after the read mark of ``actor_id``, in each of ``rooms``."""
    return FixedStatement(
        select_columns(col(Room.id), count_uncounted_unread())
        .join(Membership, col(Membership.room_id) == Room.id)
        .where(
            col(Membership.account_id) == bindparam("actor_id"),
            col(Room.id).in_(bindparam("rooms", expanding=True)),
        )
    )


def unread_mentions(snapshot: Snapshot, actor: Actor, room_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Return the numbers of the unread messages that mention the actor, by name or with everybody, by room."""
    numbers: dict[int, set[int]] = defaultdict(set)
    for start in range(0, len(room_ids), AT_ONCE):
        asked = {"actor_id": actor.account_id, "rooms": room_ids[start : start + AT_ONCE]}
        for room_id, number in _select_mentions().rows(snapshot.connection, asked):
            numbers[room_id].add(number)
    return {room_id: frozenset(found) for room_id, found in numbers.items()}


@cache
def _select_mentions() -> FixedStatement:
    """Select the unread messages of ``rooms`` that mention ``actor_id``."""
    is_own = (col(Membership.room_id) == Mention.room_id) & (col(Membership.account_id) == bindparam("actor_id"))
    return FixedStatement(
        select_columns(col(Mention.room_id), col(Mention.number))
        .select_from(Mention)
        .join(Membership, is_own)
        .join(Message, col(Message.id) == Mention.message_id)
        .where(
            col(Mention.room_id).in_(bindparam("rooms", expanding=True)),
            col(Mention.number) > Membership.last_read_number,
            calls(),
        )
    )


def calls(actor: Actor | None = None) -> ColumnElement[bool]:
    """Say in SQL what `MessageView.mentions_person` says, within a query of Mention and Message.

    Without an actor, for a query that is built once: its parameter ``actor_id`` is the account.
    `tests/messages/mentions/test_mention_counts.py` holds them equal.
    """
    person: Any = bindparam("actor_id") if actor is None else actor.account_id
    is_called = or_(col(Mention.account_id) == person, col(Mention.kind) == MentionKind.ROOM)
    is_theirs = col(Message.author_id) == person
    return and_(is_called, col(Message.kind) == MessageKind.TEXT, ~is_theirs, col(Message.deleted_at).is_(None))
