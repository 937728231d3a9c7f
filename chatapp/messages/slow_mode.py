"""Slow mode: how long a plain member waits between two messages in a room."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func
from sqlalchemy import select as select_columns
from sqlmodel import col

from chatapp.errors import RateLimited
from models import Message, MessageKind
from models.utc_datetime import now

AT_ONCE: Final = 500  # messages that are looked through in one query


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
        self._last: dict[tuple[int, int], datetime] = {}

    def check(self, room_id: int, account_id: int) -> None:
        """Note that somebody is about to post.

        Raises:
            TooSoon: they have to wait.
        """
        key = room_id, account_id
        if not (seconds := self._slow.get(key, 0)):
            return
        at = now()
        since = at - timedelta(seconds=seconds)
        last = self._last.get(key) or last_post(self._connection, room_id, account_id, since)
        if last is not None and last > since:
            raise TooSoon((last - since).total_seconds())
        self._last[key] = at


def last_post(connection: Connection, room_id: int, account_id: int, since: datetime) -> datetime | None:
    """Return when somebody posted last in a room after ``since``: it looks no further back than that."""
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
