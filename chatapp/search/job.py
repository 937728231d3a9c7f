"""The job that puts into the index what is missing there, and keeps it in good order."""

import asyncio
from datetime import timedelta
from typing import Final

from chatapp.jobs.job import Job
from chatapp.message_index import state
from chatapp.message_index.rebuilding import merge_some, rebuild_some, start_over
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions

EVERY: Final = timedelta(minutes=1)
AT_ONCE: Final = 200  # messages in one transaction: posts wait for some milliseconds
PAUSE: Final = 0.02  # seconds in which others write
ABOUT: Final = "Adds messages that aren't in the search index yet, and keeps the index small."
NO_TRIGRAMS: Final = (
    "Search looks through all messages, because this database doesn't have the extensions pg_trgm and btree_gin. Have "
    "them installed and let Chatapp's user create them; then run `chatapp reindex`."
)


def job(database: Database, transactions: Transactions) -> Job:
    """Return the job, which begins anew where the index is of another version, and goes on where a run was cut off."""

    async def run() -> str:
        async with database.reading() as session:
            known = await state.of(session)
        if not known.is_current:
            await start_over(transactions)
        added = 0
        while not known.is_complete:
            reached = await rebuild_some(transactions, AT_ONCE)
            added += 1
            if reached.is_complete:
                break
            await asyncio.sleep(PAUSE)
        await _merge(transactions)
        async with database.reading() as session:
            known = await state.of(session)
        told = "Missing messages were added to the index." if added else "The index is up to date."
        return told if known.has_trigrams else NO_TRIGRAMS

    return Job("search index", ABOUT, EVERY, run)


async def _merge(transactions: Transactions) -> None:
    is_more = True
    while is_more:
        is_more = await merge_some(transactions)
        await asyncio.sleep(PAUSE)
