"""The scheduler, run by one leader at a time. When it dies, another process takes over once its lease has expired."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from taskiq import ScheduledTask, ScheduleSource, TaskiqScheduler
from taskiq.api import run_scheduler_task

from chatapp.errors import Unavailable
from chatapp.jobs.job import Job
from chatapp.jobs.lease_holder import LeaseHolder
from chatapp.jobs.records import Records
from chatapp.jobs.task_queue import DUE, TaskQueue
from chatapp.storage.leases import LeaseLostError
from models import utc_datetime

log = structlog.get_logger(__name__)

LEASE: Final = "scheduler"
POLL_INTERVAL: Final = timedelta(seconds=15)  # of the table
TICK: Final = timedelta(seconds=1)
RESEND_AFTER: Final = 60.0  # seconds while a job stays due: Redis may have lost it


class Leader:
    """Competes for leadership while it runs. ``jobs``: called at every poll."""

    def __init__(
        self,
        lease_holder: LeaseHolder,
        records: Records,
        task_queue: TaskQueue,
        jobs: Callable[[], Sequence[Job]],
        poll_interval: timedelta,
    ) -> None:
        self._lease_holder = lease_holder
        self._schedule = _Schedule(records, jobs)
        self._task_queue = task_queue
        self._poll_interval = poll_interval
        self.is_leader = False

    async def run(self) -> None:
        """Lead whenever no other process does, until cancelled."""
        while True:
            try:
                if held := await self._lease_holder.take(LEASE):
                    log.info("became scheduler leader", token=held.token)
                    await self._lease_holder.hold(held, self._lead())
            except LeaseLostError as error:
                log.info("lost scheduler leadership", error=str(error))
            except Unavailable:
                pass  # storage logs it; retried after the pause
            except Exception:  # a bug of ours: the jobs must not stop for ever
                log.exception("scheduling failed")
            await asyncio.sleep(self._lease_holder.pause)

    async def _lead(self) -> None:
        self.is_leader = True
        try:
            scheduler = _Scheduler(self._task_queue, self._schedule)
            await run_scheduler_task(scheduler, interval=self._poll_interval, loop_interval=TICK)
        finally:
            self.is_leader = False


class _Schedule(ScheduleSource):
    """The table, as a taskiq schedule. A leader keeps no other state, so its successor continues from it."""

    def __init__(self, records: Records, jobs: Callable[[], Sequence[Job]]) -> None:
        self._records = records
        self._jobs = jobs

    async def get_schedules(self) -> list[ScheduledTask]:
        """Return when each job is due next; none while the database is away."""
        try:
            due = await self._records.due(self._jobs())
        except Unavailable:
            return []
        return [_scheduled(name, at, self._records.now()) for name, at in due.items()]


class _Scheduler(TaskiqScheduler):
    """Sends due jobs to the task queue."""

    def __init__(self, task_queue: TaskQueue, source: ScheduleSource) -> None:
        super().__init__(task_queue.broker, [source])
        self._task_queue = task_queue

    async def on_ready(self, source: ScheduleSource, task: ScheduledTask) -> None:
        """Send it."""
        await self._task_queue.send(task.args[0])


def _scheduled(name: str, at: datetime, now: datetime) -> ScheduledTask:
    """Return a job as taskiq's scheduler sends it: once for each ``schedule_id``, by this machine's clock."""
    tries = max(0.0, (now - at).total_seconds()) // RESEND_AFTER
    schedule_id = f"{name} {at.isoformat()} {tries:.0f}"
    return ScheduledTask(
        task_name=DUE, labels={}, args=[name], kwargs={}, schedule_id=schedule_id, time=utc_datetime.now() + (at - now)
    )
