"""What is no longer news: what a person has read and counts as unread again, and what was deleted."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.events import ALERTS_TOPIC, AlertsAdded, AlertsRead, account_topic
from chatapp.storage.unit_of_work import UnitOfWork
from models import Alert, AlertKind, Membership
from models.utc_datetime import UtcDateTime, now

SEEN: Final[Any] = text(  # by their messages: a person, and a room, may have any number of alerts
    """
UPDATE alert SET settled_at = COALESCE(settled_at, :at), mailed_at = COALESCE(mailed_at, :at)
WHERE account_id = :account
    AND message_id IN (SELECT id FROM message WHERE room_id = :room AND number > :after AND number <= :upto)
    AND (settled_at IS NULL OR mailed_at IS NULL) AND kind <> 'reminder'
"""
).bindparams(bindparam("at", type_=UtcDateTime()))


async def note_seen(session: AsyncSession, membership: Membership, after: int, upto: int) -> None:
    """Note that a member has seen the messages of their room after one number, up to another."""
    if upto > after:
        place = {"account": membership.account_id, "room": membership.room_id}
        await (await session.connection()).execute(SEEN, place | {"after": after, "upto": upto, "at": now()})


async def note_unfollowed(work: UnitOfWork, account_id: int, thread_id: int) -> None:
    """Mark a thread's replies as read for somebody who stops following it, but not what names them.

    Announces AlertsRead to their own pages.
    """
    is_theirs = col(Alert.account_id) == account_id, col(Alert.room_id) == thread_id, col(Alert.read_at).is_(None)
    read = await work.session.exec(
        update(Alert)
        .where(*is_theirs, col(Alert.kind) == AlertKind.THREAD)
        .values(read_at=now())
        .execution_options(synchronize_session=False)
    )
    if read.rowcount:
        work.announce(account_topic(account_id), AlertsRead(account_id))


async def note_change(work: UnitOfWork, message_id: int, room_uuid: UUID) -> None:
    """Have those whom a message concerned look again, as it is deleted or there again. Announces AlertsAdded."""
    concerned = select(Alert.account_id).where(Alert.message_id == message_id).distinct()
    if account_ids := tuple((await work.session.exec(concerned)).all()):
        work.announce(ALERTS_TOPIC, AlertsAdded(room_uuid, (), account_ids))
