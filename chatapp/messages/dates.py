"""Where a day begins in a room: the first message since a moment."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.identity import Actor
from chatapp.rooms.access import require_open_membership
from models import Message


async def first_since(session: AsyncSession, *, actor: Actor, room_uuid: UUID, moment: datetime) -> int:
    """Return the number of a room's first message that was posted at or after a moment; 0 if there is none.

    Numbers have no gaps and follow time, so it is looked for by halves: seventeen rows of a hundred thousand.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or the room is closed.
    """
    room, _ = await require_open_membership(session, actor, room_uuid)
    low, high = 1, room.last_number + 1
    while low < high:
        middle = (low + high) // 2
        posted = select(Message.created_at).where(col(Message.room_id) == room.id, col(Message.number) == middle)
        at = (await session.exec(posted)).first()
        if at is None or at < moment:
            low = middle + 1
        else:
            high = middle
    return low if low <= room.last_number else 0
