"""The job that takes statuses away whose time is over, so that open pages stop showing them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update
from sqlmodel import col, select

from chatapp.events import PEOPLE_TOPIC, AccountChanged, StatusChanged, account_topic
from chatapp.jobs.job import Job
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions
from models import Account

EVERY: Final = timedelta(minutes=1)
AT_ONCE: Final = 500  # people in one transaction: nobody who wants to write waits for long


def job(database: Database, transactions: Transactions, now: Callable[[], datetime]) -> Job:
    """Return the job. Announces StatusChanged and AccountChanged as `statuses.clear_status` does."""

    async def run() -> str:
        count = 0
        while ended := await _end(database, transactions, now()):
            count += ended
        return f"Ended {count:,} status{'es' * (count != 1)}." if count else "No status has ended."

    return Job("status clean-up", "Takes statuses away when their time is over.", EVERY, run)


async def _end(database: Database, transactions: Transactions, at: datetime) -> int:
    """Take some away; returns how many. Looks in a reading session first, which delays nobody."""
    is_over = col(Account.status_until) <= at
    async with database.reading() as session:
        ids = (await session.exec(select(Account.id).where(is_over).limit(AT_ONCE))).all()
    if not ids:
        return 0
    async with transactions.begin() as work:
        ended = await work.session.exec(
            update(Account)
            .where(col(Account.id).in_(ids), is_over)
            .values(status_emoji="", status_text="", status_until=None)
            .returning(col(Account.id), col(Account.uuid))
            .execution_options(synchronize_session=False)
        )
        rows = ended.all()
        for account_id, account_uuid in rows:
            work.announce(account_topic(account_id), AccountChanged(account_id))
            work.announce(PEOPLE_TOPIC, StatusChanged(account_uuid))
    return len(rows)
