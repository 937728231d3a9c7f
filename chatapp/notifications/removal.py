"""The job that removes old alerts: read ones after 30 days, all after 90."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, Final

from sqlalchemy import bindparam, delete, or_
from sqlalchemy import select as select_columns
from sqlmodel import col

from chatapp.jobs.job import Job
from chatapp.notifications.listing import is_read
from chatapp.storage.database import Database
from chatapp.storage.snapshot import Snapshot
from chatapp.storage.unit_of_work import SyncUnitOfWork, Transactions
from models import LISTED, Alert, Membership

EVERY: Final = timedelta(hours=6)
READ, ANY = timedelta(days=30), timedelta(days=90)
AT_ONCE: Final = 500  # alerts that one step looks at, and one transaction removes at most


def job(database: Database, transactions: Transactions, now: Callable[[], datetime]) -> Job:
    """Return the job, which goes by the age of alerts; its sentence says how many it has removed."""

    async def run() -> str:
        removed = await remove_old(database, transactions, now())
        return f"Removed {removed:,} old notification{'s' * (removed != 1)}." if removed else "Nothing was old enough."

    return Job("old notifications", "Removes notifications: 30 days old and read, or 90 days old.", EVERY, run)


async def remove_old(database: Database, transactions: Transactions, at: datetime) -> int:
    """Remove what is old at a moment; returns how many. It goes by age, and stops at what is young."""
    removed, last = 0, 0
    while True:
        looked_at, old = await database.read(_old, at, last)
        if old:
            await transactions.run_sync(partial(_remove, old))
        removed += len(old)
        if looked_at is None:
            return removed
        last = looked_at


def _old(snapshot: Snapshot, at: datetime, last: int) -> tuple[int | None, list[int]]:
    """Return which of the next 500 alerts after ``last`` are old, and where to go on; None: there is nothing more."""
    values = {"last": last, "read_before": at - READ, "any_before": at - ANY}
    rows = snapshot.connection.execute(_select_next(), values).all()
    old = [row.id for row in rows if row.is_old]
    is_end = len(rows) < AT_ONCE or rows[-1].created_at > at - READ
    return None if is_end else rows[-1].id, old


@cache
def _select_next() -> Any:
    is_told_only = col(Alert.kind).not_in(LISTED) & col(Alert.settled_at).is_not(None)
    is_done = or_(is_read(), is_told_only, col(Membership.account_id).is_(None))
    is_old = or_(
        col(Alert.created_at) <= bindparam("any_before"), (col(Alert.created_at) <= bindparam("read_before")) & is_done
    )
    mine = (col(Membership.room_id) == Alert.room_id) & (col(Membership.account_id) == Alert.account_id)
    return (
        select_columns(col(Alert.id), col(Alert.created_at), is_old.label("is_old"))
        .join(Membership, mine, isouter=True)
        .where(col(Alert.id) > bindparam("last"))
        .order_by(col(Alert.id))
        .limit(AT_ONCE)
    )


def _remove(alert_ids: list[int], work: SyncUnitOfWork) -> None:
    work.connection.execute(delete(Alert).where(col(Alert.id).in_(alert_ids)))
