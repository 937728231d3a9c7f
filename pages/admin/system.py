"""Administration, for operators: background jobs, when and where they run, and their last outcome."""

from datetime import timedelta
from typing import Final

from chatapp.administration import jobs
from chatapp.administration.jobs import JobView
from chatapp.storage.paging import Page
from pages.admin.table import Columns, Table, Words, badge, cell
from pages.components.local_time import local_date
from pages.shell.shell import Shell

COLUMNS = Columns(("Job", "When", "Next", "Last run", "Result", "Where", "Runs"), numeric=frozenset({"Runs"}))
UNITS: Final = ((3600, "hour"), (60, "minute"), (1, "second"))  # in seconds


async def show(shell: Shell) -> None:
    """Show the jobs."""

    async def read(_: str, __: str, ___: str | None) -> Page[JobView, str]:
        async with shell.chat.reading() as session:
            return Page(await jobs.read(session, actor=shell.actor, known=shell.chat.jobs.known), None)

    words = Words(name="Jobs", one="job", many="jobs")
    table: Table[JobView, str] = Table(shell, COLUMNS, words, read=read, cells=_cells, key=lambda job: job.name)
    await table.start()


def _cells(job: JobView) -> list[str]:
    mark = badge("Failed", "is-danger") if job.is_failed else ""
    return [
        f'{cell(job.name.capitalize(), classes="first")}<span class="second muted">{cell(job.about)}</span>',
        cell(_when(job.every)),
        local_date(job.next_at, with_time=True) if job.next_at else "",
        local_date(job.ended_at, with_time=True) if job.ended_at else cell("Never", classes="muted"),
        f"{mark} {cell(job.outcome)}" if job.outcome else "",
        cell(job.process, classes="muted") if job.process else "",
        cell(f"{job.runs:,}") + (f'<span class="second">{job.failures:,} failed</span>' if job.failures else ""),
    ]


def _when(every: timedelta | None) -> str:
    if every is None:
        return "When needed"
    seconds = int(every.total_seconds())
    size, unit = next((size, unit) for size, unit in UNITS if seconds % size == 0)
    return f"Every {unit}" if seconds == size else f"Every {seconds // size} {unit}s"
