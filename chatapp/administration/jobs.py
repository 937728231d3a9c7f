"""Administration: what runs in the background, when, where, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.identity import Actor, require_administrator
from chatapp.jobs import Job
from models import JobRecord


@dataclass(frozen=True, slots=True)
class JobView:
    """A job, and its last run on any process. ``every`` and ``next_at``: None if it runs when there is something to do.

    Without ``ended_at`` it has not run yet. ``seconds``: how long the last run took.
    """

    name: str
    about: str
    every: timedelta | None
    next_at: datetime | None
    ended_at: datetime | None
    process: str
    seconds: float
    is_failed: bool
    outcome: str
    runs: int
    failures: int


async def read(session: AsyncSession, *, actor: Actor, known: Mapping[str, Job]) -> list[JobView]:
    """Return the jobs that this process knows, by name. One query more than the right takes.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    records = {record.name: record for record in (await session.exec(select(JobRecord))).all()}
    return [_view(job, records.get(name) or JobRecord(name=name, next_at=None)) for name, job in sorted(known.items())]


def _view(job: Job, record: JobRecord) -> JobView:
    return JobView(
        name=job.name,
        about=job.about,
        every=job.every,
        next_at=record.next_at,
        ended_at=record.ended_at,
        process=record.process,
        seconds=record.seconds,
        is_failed=record.is_failed,
        outcome=record.outcome,
        runs=record.runs,
        failures=record.all_failures,
    )
