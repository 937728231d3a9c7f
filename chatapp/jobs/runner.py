"""Runs jobs. A scheduled one runs on one process at a time, and only if it is still due."""

import asyncio
import time
from collections import Counter, defaultdict

import structlog

from chatapp.errors import ChatError, Unavailable
from chatapp.jobs.job import Job, Outcome, Work, sentence
from chatapp.jobs.lease_holder import LeaseHolder
from chatapp.jobs.records import Records
from chatapp.storage.leases import HeldLease, LeaseLostError

log = structlog.get_logger(__name__)


class Runner:
    """Runs the jobs that this process takes. ``runs`` counts by job and success; ``seconds``: the last run's."""

    def __init__(self, records: Records, lease_holder: LeaseHolder) -> None:
        self._records = records
        self._lease_holder = lease_holder
        self.jobs: dict[str, Job] = {}
        self.runs: Counter[tuple[str, bool]] = Counter()
        self.seconds: dict[str, float] = {}
        self._unwritten: defaultdict[str, list[Outcome]] = defaultdict(list)
        self._writing: asyncio.Task[None] | None = None

    async def run_due(self, name: str) -> None:
        """Run a job if it is due and not running elsewhere, and store its outcome. Never raises."""
        job = self.jobs.get(name)
        if job is None or job.run is None:
            log.warning("unknown job skipped", job=name)
            return
        try:
            held = await self._lease_holder.take(f"job:{name}")
            if held is None:
                return
            await self._lease_holder.hold(held, self._run(job, held))
        except (Unavailable, LeaseLostError) as error:
            log.warning("job cancelled", job=name, error=str(error))

    async def run_here(self, name: str, work: Work) -> None:
        """Run local work as a run of a job without a schedule. Never raises."""
        outcome = await self._run_once(name, work)
        self._unwritten[name].append(outcome)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(), name="jobs are written down")

    async def settled(self) -> None:
        """Wait until the outcomes so far are stored."""
        while self._writing is not None and not self._writing.done():
            await self._writing

    async def _run(self, job: Job, held: HeldLease) -> None:
        if job.run is None or not await self._records.is_due(job):
            return
        outcome = await self._run_once(job.name, _coroutine(job))
        await self._records.note(job, [outcome], held, self._lease_holder.life)

    async def _run_once(self, name: str, work: Work) -> Outcome:
        started_at = time.monotonic()
        is_failed = False
        try:
            summary = await work
        except ChatError as error:
            summary, is_failed = sentence(error), True
            log.warning("job failed", job=name, outcome=summary)
        except Exception as error:
            summary, is_failed = sentence(error), True
            log.exception("job failed", job=name)
        self.seconds[name] = time.monotonic() - started_at
        self.runs[name, not is_failed] += 1
        return Outcome(is_failed, summary, self.seconds[name])

    async def _write(self) -> None:
        """Store outcomes of runs without a schedule, in batches if many end meanwhile."""
        while self._unwritten:
            name, outcomes = self._unwritten.popitem()
            try:
                await self._records.note(self.jobs[name], outcomes)
            except Unavailable as error:  # they are counted by this process all the same
                log.warning("job outcome could not be stored", job=name, error=str(error))
            except Exception:  # a bug of ours: the next ones are written
                log.exception("job outcome could not be stored", job=name)


async def _coroutine(job: Job) -> str:
    return await job.run() if job.run else ""
