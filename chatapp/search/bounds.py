"""Dates as bounds of message ids: messages get their ids in the order of their times, but for the clocks' errors."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Message

MARGIN: Final = timedelta(days=1)  # that clocks may be wrong
ENOUGH: Final = 256  # ids


async def bounds(session: AsyncSession, since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """Return the least id that a message posted within a span can have, and an id that is greater than all of them."""
    newest = (await session.exec(select(func.max(Message.id)))).one() or 0
    lowest = await _first_at(session, since - MARGIN, newest) if since else 0
    return lowest, await _first_at(session, until + MARGIN, newest) + ENOUGH if until else newest + 1


async def _first_at(session: AsyncSession, at: datetime, newest: int) -> int:
    """Return about the id of the first message at or after a time, and not more."""
    low, high = 0, newest + 1
    while high - low > ENOUGH:
        middle = (low + high) // 2
        query = select(Message.id, Message.created_at).where(col(Message.id) >= middle).order_by(col(Message.id))
        found = (await session.exec(query.limit(1))).first()
        if found is None or found[1] >= at:
            high = middle
        else:
            low = found[0]
    return low
