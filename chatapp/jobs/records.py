"""The table of job outcomes on all processes."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, text, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from chatapp.jobs.job import Job, Outcome
from chatapp.storage import leases
from chatapp.storage.database import Database, rows_of
from chatapp.storage.leases import HeldLease
from chatapp.storage.unit_of_work import Transactions
from models import JobRecord
from models.utc_datetime import UtcDateTime

MAKE = text(
    "INSERT INTO job (name, process, seconds, is_failed, outcome, failures, runs, all_failures, next_at) "
    "VALUES (:name, '', 0, :is_failed, '', 0, 0, 0, :next_at) ON CONFLICT DO NOTHING"
).bindparams(bindparam("next_at", type_=UtcDateTime()))


class Records:
    """Reads and writes the table for one process, which is called ``process`` there."""

    def __init__(
        self, database: Database, transactions: Transactions, process: str, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._process = process
        self.now = now

    async def due(self, jobs: Sequence[Job]) -> dict[str, datetime]:
        """Return when each of the jobs that have a schedule is due next; one that never ran is due now.

        A shortened interval takes effect at once, not only after the next run.

        Raises:
            Unavailable: the database is away.
        """
        async with self._database.reading() as session:
            columns: tuple[Any, ...] = (col(JobRecord.name), col(JobRecord.next_at), col(JobRecord.ended_at))
            known = {row.name: row for row in await rows_of(session, select_columns(*columns))}
        return {job.name: self._due(job.every, known.get(job.name)) for job in jobs if job.every is not None}

    async def is_due(self, job: Job) -> bool:
        """Say whether a job is still due: it may have been sent twice, and have run already.

        Raises:
            Unavailable: the database is away.
        """
        return (await self.due([job]))[job.name] <= self.now()

    async def all(self) -> Sequence[JobRecord]:
        """Return the records of all jobs that ever ran.

        Raises:
            Unavailable: the database is away.
        """
        async with self._database.reading() as session:
            return (await session.exec(select(JobRecord).order_by(col(JobRecord.name)))).all()

    async def note(self, job: Job, outcomes: Sequence[Outcome], held: HeldLease | None = None, life: float = 0) -> None:
        """Store the outcomes of some runs. ``held``: the lease they ran under; if it was lost, nothing is written.

        Raises:
            LeaseLostError: another process has run the job meanwhile.
            Unavailable: the database is away.
        """

        def write(connection: Connection) -> None:
            if held is not None:
                leases.renew(connection, held, seconds=life)
            self._write(connection, job, outcomes)

        await self._transactions.run_sync(lambda work: write(work.connection))

    def _due(self, every: timedelta, row: Row[Any] | None) -> datetime:
        if row is None or row.next_at is None or row.ended_at is None:
            return self.now()
        next_at: datetime = min(row.next_at, row.ended_at + every)
        return next_at

    def _write(self, connection: Connection, job: Job, outcomes: Sequence[Outcome]) -> None:
        now = self.now()
        first_at = None if job.every is None else now
        connection.execute(MAKE, {"name": job.name, "is_failed": False, "next_at": first_at})
        last, failed = outcomes[-1], sum(outcome.is_failed for outcome in outcomes)
        row = col(JobRecord.name) == job.name
        connection.execute(
            update(JobRecord)
            .where(row)
            .values(
                process=self._process,
                ended_at=now,
                seconds=last.seconds,
                is_failed=last.is_failed,
                outcome=last.summary,
                runs=col(JobRecord.runs) + len(outcomes),
                all_failures=col(JobRecord.all_failures) + failed,
                failures=col(JobRecord.failures) + failed if last.is_failed else 0,
                succeeded_at=col(JobRecord.succeeded_at) if last.is_failed else now,
            )
        )
        if job.every is not None:
            failures = connection.execute(select_columns(col(JobRecord.failures)).where(row)).scalar_one()
            pause = job.pause(failures)
            connection.execute(update(JobRecord).where(row).values(next_at=pause and now + pause))
