"""What a person has read and counts as unread again: it isn't news, so nobody tells or mails it."""

from typing import Any, Final

from sqlalchemy import bindparam, text
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Membership
from models.utc_datetime import UtcDateTime, now

SEEN: Final[Any] = text(
    """
UPDATE alert SET settled_at = COALESCE(settled_at, :at), mailed_at = COALESCE(mailed_at, :at)
WHERE account_id = :account AND room_id = :room AND number > :after AND number <= :upto
    AND (settled_at IS NULL OR mailed_at IS NULL) AND kind <> 'reminder'
"""
).bindparams(bindparam("at", type_=UtcDateTime()))


async def note_seen(session: AsyncSession, membership: Membership, after: int, upto: int) -> None:
    """Note that a member has seen the messages of their room after one number, up to another."""
    if upto > after:
        place = {"account": membership.account_id, "room": membership.room_id}
        await (await session.connection()).execute(SEEN, place | {"after": after, "upto": upto, "at": now()})
