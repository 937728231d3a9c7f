"""The job that takes away files that nobody needs: given up, deleted, or left by a process that died."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.jobs.job import Job
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from chatapp.uploads import records
from chatapp.uploads.in_use import IS_CARRIED
from chatapp.uploads.keeping import FILES, PIECES, objects_of
from chatapp.uploads.storage import Storage, Stored
from models import Blob, Upload

EVERY: Final = timedelta(hours=1)
KEPT: Final = timedelta(hours=24)  # what no message carries
AT_ONCE: Final = 500  # rows in one transaction: nobody who wants to write waits for long


def job(database: Database, transactions: Transactions, storage: Storage, now: Callable[[], datetime]) -> Job:
    """Return the job. Rows go before files: what a crash leaves in the storage is found by the next run."""

    async def run() -> str:
        while await _give_up(database, transactions, now() - KEPT):
            pass
        files = 0
        while some := await _drop_unneeded(database, transactions):
            files += len(some)
            await storage.delete([name for stored_as in some for name in objects_of(stored_as)])
        lost = await _drop_lost(database, storage, now() - KEPT)
        told = [f"{files:,} file{'s' * (files != 1)}"] * (files > 0)
        told += [f"{lost:,} leftover{'s' * (lost != 1)}"] * (lost > 0)
        return f"Removed {' and '.join(told)}." if told else "There was nothing to remove."

    return Job("file clean-up", "Removes files that no message carries any more, and unfinished uploads.", EVERY, run)


async def _give_up(database: Database, transactions: Transactions, before: datetime) -> bool:
    """Forget some uploads that no message carries; says whether there may be more."""
    async with database.reading() as session:
        query = select(Upload.id).where(col(Upload.changed_at) < before, ~IS_CARRIED).limit(AT_ONCE)
        ids = (await session.exec(query)).all()
    if ids:
        async with transactions.begin() as work:
            await forget(work, ids)
    return len(ids) == AT_ONCE


async def forget(work: UnitOfWork, upload_ids: Sequence[int]) -> None:
    """Forget uploads that no message carries. Checks no rights."""
    await work.session.exec(delete(Upload).where(col(Upload.id).in_(upload_ids), ~IS_CARRIED))


async def _drop_unneeded(database: Database, transactions: Transactions) -> list[str]:
    """Forget some contents that no upload has; returns what they are stored as."""
    async with database.reading() as session:
        ids = (await session.exec(select(Blob.id).where(~records.IS_NEEDED).limit(AT_ONCE))).all()
    if not ids:
        return []
    async with transactions.begin() as work:
        return await records.forget_contents(work, ids)


async def _drop_lost(database: Database, storage: Storage, before: datetime) -> int:
    """Delete objects that no row speaks of; returns how many. Younger ones may be on their way."""
    lost = 0
    for folder, unknown in ((PIECES, _unknown_pieces), (FILES, _unknown_files)):
        async for some in storage.listed(folder):
            old = [one for one in some if one.written_at < before]
            async with database.reading() as session:
                names = await unknown(session, old)
            await storage.delete(names)
            lost += len(names)
    return lost


async def _unknown_pieces(session: AsyncSession, objects: Sequence[Stored]) -> list[str]:
    """Return those of uploads that are finished or gone."""
    folders = {one.name: _uuid(one.name.split("/")[1]) for one in objects}
    wanted = select(Upload.uuid).where(
        col(Upload.uuid).in_(set(folders.values()) - {None}), col(Upload.blob_id).is_(None)
    )
    known = set((await session.exec(wanted)).all())
    return [name for name, folder in folders.items() if folder not in known]


async def _unknown_files(session: AsyncSession, objects: Sequence[Stored]) -> list[str]:
    whose = {one.name: one.name.partition("-")[0] for one in objects}
    known = set((await session.exec(select(Blob.stored_as).where(col(Blob.stored_as).in_(set(whose.values()))))).all())
    return [name for name, stored_as in whose.items() if stored_as not in known]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
