"""The job that keeps a copy of the database up to date."""

from datetime import timedelta

from chatapp.jobs.job import Job, JobFailed
from chatapp.transfer import sync
from chatapp.transfer.sync.errors import CopyError
from chatapp.transfer.sync.location import DatabaseLocation

ORIGINAL, COPY = "CHATAPP_DATABASE_URL", "CHATAPP_SYNC_TO"


def job(original: str, copy: str, minutes: int) -> Job:
    """Return a job that brings the database at ``copy`` up to date with ``original`` every ``minutes``."""

    async def run() -> str:
        try:
            report = await sync.sync(DatabaseLocation(original, ORIGINAL), DatabaseLocation(copy, COPY))
        except CopyError as error:
            raise JobFailed(str(error)) from error
        return f"The copy is up to date: {report.rows:,} rows, {report.changes:,} changed since the last time."

    return Job("copy", "Brings the copy of the database up to date.", timedelta(minutes=minutes), run)
