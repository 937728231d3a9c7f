"""Memberships in SQL: the one spelling of "active member of an open room", which every query composes."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.identity import Actor
from chatapp.storage.database import rows_of
from chatapp.storage.keyed_query import KeyedQuery
from models import Account, Membership, Room
from models.room import MODERATORS

AT_ONCE: Final = 500  # rooms or memberships in one query; SQLite takes a bounded number of parameters
IS_PRIVILEGED = col(Membership.role).in_(MODERATORS) | col(Account.is_administrator)  # of `select_open_memberships`


def select_open_memberships(*columns: Any) -> Select[Any]:
    """Select from the memberships of active accounts in open rooms: those who may read and write.

    Members of a room may do so in its threads as well, with the same Membership. ``columns`` and what is added may
    speak of Room, Membership and Account.
    """
    return _select_open(col(Membership.room_id) == Room.home_id, *columns)


def select_open_reading(*columns: Any) -> Select[Any]:
    """Select how far people have read in open rooms, as `select_open_memberships`, by the rows of the rooms themselves.

    Of a thread, those who follow it have one, or have read in it.
    """
    return _select_open(col(Membership.room_id) == Room.id, *columns)


def _select_open(is_theirs: Any, *columns: Any) -> Select[Any]:
    return (
        select_columns(*columns)
        .select_from(Room)
        .join(Membership, is_theirs)
        .join(Account, col(Account.id) == Membership.account_id)
        .where(col(Room.closed_at).is_(None), col(Account.is_active))
    )


def is_open_to(account_id: Any) -> ColumnElement[bool]:
    """Say in SQL whether somebody may read and write in a room, as `select_open_memberships`, in a join of Room."""
    theirs = aliased(Membership)
    is_member = exists().where(col(theirs.room_id) == Room.home_id, col(theirs.account_id) == account_id)
    return col(Room.closed_at).is_(None) & is_member


OPEN_MEMBERSHIPS = KeyedQuery(
    select_open_memberships(col(Room.uuid), col(Membership.account_id)), col(Room.uuid), col(Membership.account_id)
)


async def has_open_membership(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> bool:
    """Say whether the actor may read and write in a room: an active account, a member, and the room is open."""
    query = select_open_memberships(col(Room.id)).where(
        col(Room.uuid) == room_uuid, col(Account.id) == actor.account_id
    )
    return bool(await rows_of(session, query))


async def open_memberships(session: AsyncSession, wanted: Mapping[UUID, Collection[int]]) -> dict[UUID, set[int]]:
    """Return which of those people are active members of those rooms, for the process's own feeds.

    ``wanted``: room → account ids. A room that is closed or gone is not among the keys.
    """
    found: dict[UUID, set[int]] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = list(wanted)[start : start + AT_ONCE]
        open_ = await session.exec(select(Room.uuid).where(col(Room.uuid).in_(some), col(Room.closed_at).is_(None)))
        found |= {room_uuid: set() for room_uuid in open_.all()}
    pairs = [(room_uuid, account_id) for room_uuid, people in wanted.items() for account_id in people]
    for row in await OPEN_MEMBERSHIPS.rows_in(session, pairs):
        found[row.uuid].add(row.account_id)
    return found
