"""The job that removes what has expired: sessions, API tokens, one-time codes. Nobody can use them any more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlmodel import col, select

from chatapp.jobs.job import Job
from chatapp.storage.unit_of_work import Transactions
from models import ApiToken, LoginSession, OneTimeCode

EVERY: Final = timedelta(hours=1)
AT_ONCE: Final = 500  # rows in one transaction: nobody who wants to write waits for long
KINDS: Final = ((LoginSession, "session"), (ApiToken, "token"), (OneTimeCode, "code"))


def job(transactions: Transactions, now: Callable[[], datetime]) -> Job:
    """Return the job, which removes the rows of `KINDS` whose time is over at ``now``, in small transactions."""

    async def run() -> str:
        counts = [(await _remove(transactions, kind, now()), name) for kind, name in KINDS]
        removed = ", ".join(f"{count:,} {name}{'s' * (count != 1)}" for count, name in counts if count)
        return f"Removed expired entries: {removed}." if removed else "Nothing had expired."

    return Job("clean-up", "Removes sessions, tokens and codes that have expired.", EVERY, run)


async def _remove(transactions: Transactions, kind: type[LoginSession | ApiToken | OneTimeCode], at: datetime) -> int:
    removed = 0
    while True:
        async with transactions.begin() as work:
            expired = select(kind.id).where(col(kind.expires_at) <= at).limit(AT_ONCE)
            gone = (await work.session.exec(delete(kind).where(col(kind.id).in_(expired)))).rowcount
        removed += gone
        if gone < AT_ONCE:
            return removed
