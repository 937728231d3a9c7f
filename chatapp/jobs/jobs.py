"""All background jobs together."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from chatapp.errors import Unavailable
from chatapp.jobs.job import Job, Work
from chatapp.jobs.leader import POLL_INTERVAL, Leader
from chatapp.jobs.lease_holder import LIFE, LeaseHolder
from chatapp.jobs.records import Records
from chatapp.jobs.runner import Runner
from chatapp.jobs.task_queue import TaskQueue
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions
from models import JobRecord

READ_TIMEOUT: Final = 2.0  # seconds for reading the table
GRACE: Final = 3.0  # seconds that a stopping process waits for jobs under way


class Jobs:
    """The jobs of one process, which is called ``process`` in the table: its machine and its port.

    Without `open` no schedule runs, but `begin` works. ``life``: of leases, in seconds.
    """

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        *,
        process: str,
        redis_url: str,
        now: Callable[[], datetime],
        life: float = LIFE,
        poll_interval: timedelta = POLL_INTERVAL,
    ) -> None:
        self.process = process
        lease_holder = LeaseHolder(transactions, process, life=life)
        records = Records(database, transactions, process, now)
        self._runner = Runner(records, lease_holder)
        self._task_queue = TaskQueue(self._runner.run_due, self._runner.run_here, redis_url)
        self._records = records
        self.recalled: Sequence[JobRecord] = ()  # outcomes on all processes, as of the last `recall`
        self._leader = Leader(
            lease_holder, records, self._task_queue, lambda: [*self._runner.jobs.values()], poll_interval
        )
        self._leading: asyncio.Task[None] | None = None

    def add(self, job: Job) -> None:
        """Have a job run from now on, by its schedule or when it is begun."""
        self._runner.jobs[job.name] = job

    @property
    def known(self) -> Mapping[str, Job]:
        """The jobs by their names."""
        return self._runner.jobs

    @property
    def runs(self) -> Mapping[tuple[str, bool], int]:
        """How many runs this process has carried out, by job and whether they succeeded."""
        return self._runner.runs

    @property
    def seconds(self) -> Mapping[str, float]:
        """How long the last run of each job took on this process."""
        return self._runner.seconds

    @property
    def is_leader(self) -> bool:
        """Whether this process is the scheduler leader."""
        return self._leader.is_leader

    def open(self) -> None:
        """Compete for leadership, and start taking due jobs. Idempotent."""
        if self._leading is None:
            self._task_queue.open()
            self._leading = asyncio.create_task(self._leader.run(), name="jobs are led")

    def begin(self, name: str, work: Work) -> "asyncio.Task[None]":
        """Begin something that only this process can do, as a run of the job ``name``; the task may be cancelled."""
        return self._task_queue.begin(name, work)

    async def run(self, name: str) -> None:
        """Run a job on this process if it is due and no other process runs it; returns when it is done."""
        await self._runner.run_due(name)

    async def recall(self) -> None:
        """Read the table into ``recalled``; while the database is away that stays as it was."""
        with suppress(Unavailable, TimeoutError):
            async with asyncio.timeout(READ_TIMEOUT):
                self.recalled = await self._records.all()

    async def close(self) -> None:
        """Stop leading, and let running jobs finish within the grace period."""
        if self._leading is not None:
            self._leading.cancel()
            await asyncio.gather(self._leading, return_exceptions=True)
        await self._task_queue.close(GRACE)
        await self._runner.settled()
