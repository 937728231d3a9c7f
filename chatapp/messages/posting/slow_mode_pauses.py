"""Slow mode: how long a plain member waits between two messages in a room, its threads counted in."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, func
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import RateLimited
from chatapp.identity import Actor
from chatapp.messages.posting.insert import PAUSE
from chatapp.rooms.access import require_membership, select_open_memberships
from chatapp.storage.database import rows_of
from models import Account, Membership, Message, MessageKind, Room
from models.utc_datetime import now

AT_ONCE: Final = 500  # messages that are looked through in one query
HOME: Any = select_columns(col(Room.home_id)).where(col(Room.id) == bindparam("room"))


class TooSoon(RateLimited):
    """Slow mode: the author has posted a moment ago."""

    def __init__(self, seconds: float) -> None:
        wait = max(1, math.ceil(seconds))
        super().__init__(f"Slow mode: you can send again in {wait // 60}:{wait % 60:02}.", retry_after=wait)


class Pauses:
    """The pauses of one group of posts. ``slow``: seconds by (room id, account id), of those who have to wait.

    Costs nothing where no room is slow. A deleted message counts: its author has posted it.
    """

    def __init__(self, connection: Connection, slow: Mapping[tuple[int, int], int]) -> None:
        self._connection, self._slow = connection, slow
        self._last: dict[tuple[int, int], datetime] = {}  # by the room that people are members of

    def check(self, room_id: int, account_id: int) -> None:
        """Note that somebody is about to post.

        Raises:
            TooSoon: they have to wait.
        """
        if not (seconds := self._slow.get((room_id, account_id), 0)):
            return
        home_id: int = self._connection.execute(HOME, {"room": room_id}).scalar_one()
        key, at = (home_id, account_id), now()
        since = at - timedelta(seconds=seconds)
        last = self._last.get(key) or last_post(self._connection, home_id, account_id, since)
        if last is not None and last > since:
            raise TooSoon((last - since).total_seconds())
        self._last[key] = at


async def pause_left(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> int:
    """Return for how many seconds slow mode keeps the actor from posting in a room; 0 if they may post.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or the room is closed.
    """
    room_id = await require_membership(session, actor=actor, room_uuid=room_uuid)
    own = select_open_memberships(PAUSE.label("pause"), col(Room.home_id)).where(
        col(Room.id) == room_id, col(Account.id) == actor.account_id
    )
    pause, home_id = next(((row.pause, row.home_id) for row in await rows_of(session, own)), (0, room_id))
    if not pause:
        return 0
    at = now()
    since = at - timedelta(seconds=pause)
    connection = await session.connection()
    last = await connection.run_sync(last_post, home_id, actor.account_id, since)
    return max(0, math.ceil((last - since).total_seconds())) if last is not None else 0


def last_post(connection: Connection, room_id: int, account_id: int, since: datetime) -> datetime | None:
    """Return when somebody posted last in a room or its threads after ``since``: it looks no further back than that.

    Who posts in a thread has read it then; threads that they haven't read since are not looked at.
    """
    threads = (
        select_columns(col(Room.id))
        .join(Membership, col(Membership.room_id) == Room.id)
        .where(col(Room.parent_id) == room_id, col(Membership.account_id) == account_id)
        .where(col(Membership.last_read_at) > since)
    )
    places = room_id, *connection.execute(threads).scalars()
    found = (_last_post_in(connection, place, account_id, since) for place in places)
    return max(filter(None, found), default=None)


def _last_post_in(connection: Connection, room_id: int, account_id: int, since: datetime) -> datetime | None:
    is_in_room = col(Message.room_id) == room_id
    high = connection.execute(select_columns(func.max(col(Message.number))).where(is_in_room)).scalar() or 0
    while high > 0:
        low = max(0, high - AT_ONCE)
        is_near = is_in_room, col(Message.number) > low, col(Message.number) <= high
        own = col(Message.author_id) == account_id, col(Message.kind) == MessageKind.TEXT
        newest = connection.execute(
            select_columns(col(Message.created_at)).where(*is_near, *own).order_by(col(Message.number).desc()).limit(1)
        ).scalar()
        if newest is not None:
            return newest
        oldest = connection.execute(
            select_columns(col(Message.created_at)).where(is_in_room, col(Message.number) == low + 1)
        ).scalar()
        if oldest is None or oldest < since:
            return None
        high = low
    return None
