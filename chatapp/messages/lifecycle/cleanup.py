"""The job that takes away what is kept of messages for a while: deleted texts, and editions nobody may read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, exists, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import workspace
from chatapp.jobs.job import Job
from chatapp.messages.lifecycle import removal
from chatapp.messages.lifecycle.restoring import UNDO
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import Alert, Attachment, Interaction, Mention, Message, MessageEdition, Reaction

EVERY: Final = timedelta(minutes=5)
AT_ONCE: Final = 500  # rows in one transaction: nobody who wants to write waits for long


def job(database: Database, transactions: Transactions, now: Callable[[], datetime]) -> Job:
    """Return the job. What it drops is gone for good: texts that can no longer be restored, and unwanted editions."""

    async def run() -> str:
        texts = await _in_batches(database, transactions, lambda session: _expired(session, now()), removal.drop)
        editions = await _in_batches(database, transactions, _unwanted, _drop_editions)
        told = [f"{texts:,} deleted message{'s' * (texts != 1)}"] * (texts > 0)
        told += [f"{editions:,} earlier version{'s' * (editions != 1)}"] * (editions > 0)
        return f"Removed the text of {' and '.join(told)}." if told else "There was nothing to remove."

    about = "Removes the text of deleted messages once they can't be restored, and earlier versions that aren't kept."
    return Job("message clean-up", about, EVERY, run)


async def _in_batches(database: Database, transactions: Transactions, find: Any, drop: Any) -> int:
    """Find ids in a reading session, which delays nobody, and drop what they stand for, until none is left."""
    count = 0
    while True:
        async with database.reading() as session:
            ids = await find(session)
        if ids:
            async with transactions.begin() as work:
                await drop(work, ids)
        count += len(ids)
        if len(ids) < AT_ONCE:
            return count


async def _expired(session: AsyncSession, at: datetime) -> list[int]:
    """Return deleted messages that can't be restored any more, and of which something is kept."""
    kinds = (MessageEdition, Reaction, Mention, Attachment, Interaction, Alert)
    is_kept = or_(col(Message.blocks) != "", *(exists().where(col(kind.message_id) == Message.id) for kind in kinds))
    is_late = (col(Message.deleted_at).is_not(None), col(Message.deleted_at) < at - UNDO)
    return list((await session.exec(select(Message.id).where(*is_late, is_kept).limit(AT_ONCE))).all())


async def _unwanted(session: AsyncSession) -> list[int]:
    """Return editions of messages that are there, if the workspace keeps none."""
    if (await workspace.read(session)).keeps_editions:
        return []
    query = (
        select(MessageEdition.id)
        .join(Message, col(Message.id) == MessageEdition.message_id)
        .where(col(Message.deleted_at).is_(None))
        .limit(AT_ONCE)
    )
    return list((await session.exec(query)).all())


async def _drop_editions(work: UnitOfWork, ids: list[int]) -> None:
    await work.session.exec(delete(MessageEdition).where(col(MessageEdition.id).in_(ids)))
