"""News in threads that a person does not follow: their room says so, until they have seen it.

News and what was seen are counted in the revisions of the room itself, so that they follow from rows that are there:
a reply that is removed is no news any more, and nothing is told that has been seen.
"""

from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists
from sqlalchemy.orm import aliased
from sqlmodel import col

from chatapp.identity import Actor
from chatapp.rooms.access import AT_ONCE, select_open_memberships
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.snapshot import Snapshot
from models import Membership, Room


def has_thread_news() -> ColumnElement[bool]:
    """Say in SQL whether a room has such news, within a query of Room and of the person's own Membership."""
    thread: Any = aliased(Room)
    own: Any = aliased(Membership)
    is_known = own.follows | (own.seen_revision >= thread.root_revision)
    knows = exists().where(own.room_id == thread.id, own.account_id == Membership.account_id, is_known)
    is_news = thread.parent_id == Room.id, thread.root_revision > Membership.seen_revision
    return exists().where(*is_news, ~knows.correlate(thread, Membership)).correlate(Room, Membership)


def with_thread_news(snapshot: Snapshot, *, actor: Actor, room_uuids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of the rooms that have news in threads that the actor does not follow."""
    wanted, found = list(room_uuids), set[UUID]()
    for start in range(0, len(wanted), AT_ONCE):
        asked = {"actor_id": actor.account_id, "rooms": wanted[start : start + AT_ONCE]}
        found |= {row.uuid for row in _select_with_news().rows(snapshot.connection, asked)}
    return frozenset(found)


@cache
def _select_with_news() -> FixedStatement:
    return FixedStatement(
        select_open_memberships(col(Room.uuid)).where(
            col(Room.uuid).in_(bindparam("rooms", expanding=True)),
            col(Membership.account_id) == bindparam("actor_id"),
            has_thread_news(),
        )
    )
