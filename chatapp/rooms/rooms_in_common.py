"""The rooms that two people are both in."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.identity import Actor, is_active
from chatapp.rooms.room_view import RoomView
from chatapp.rooms.room_view_query import select_rooms, select_views
from chatapp.storage.paging import PAGE, bounded
from models import Account, Membership, Room, Visibility


async def in_common(session: AsyncSession, *, actor: Actor, account_uuid: UUID, limit: int = PAGE) -> list[RoomView]:
    """Return the open rooms that the actor and another person are both in, by name, without direct ones.

    At most ``limit`` (200). Members are not counted. Rooms that only the other person is in stay unknown.
    """
    values = {"account_uuid": account_uuid, "at_most": bounded(limit)}
    return await select_views(session, actor, _select_shared(), values, is_counted=False)


@cache
def _select_shared() -> Select[Any]:
    """Select the rooms of both ``actor_id`` and ``account_uuid``, at most ``at_most``."""
    other, person = aliased(Membership), aliased(Account)
    theirs = (
        select(other.room_id)
        .join(person, col(person.id) == other.account_id)
        .where(col(person.uuid) == bindparam("account_uuid", type_=Uuid), col(person.is_active))
    )
    is_shared = col(Membership.account_id).is_not(None) & col(Room.id).in_(theirs)
    is_open_room = col(Room.closed_at).is_(None) & (col(Room.visibility) != Visibility.DIRECT)
    return (
        select_rooms()
        .where(is_shared, is_open_room, is_active())
        .order_by(col(Room.name_key))
        .limit(bindparam("at_most", type_=Integer))
    )
