"""What runs in the background: once over all processes, again when it failed, elsewhere when a process dies."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update
from structlog.testing import capture_logs

from chatapp.administration import jobs
from chatapp.bootstrap import Chat
from chatapp.errors import NotFound
from chatapp.jobs import Job, JobFailed, Jobs
from chatapp.jobs.lease_holder import LIFE
from models import Lease
from models.utc_datetime import now
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.running.clock import Calendar
from tests.support.running.patience import until
from tests.support.servers.databases import SQLITE, connected, rows
from tests.support.servers.mailbox import Mailbox, mails_sent
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import PASSWORD

pytestmark = pytest.mark.each_database

HOUR = 3600.0
MakeJobs = Callable[..., Jobs]
ONE_DATABASE = pytest.mark.parametrize("database", [SQLITE])


class Bell:
    """A job that counts how often it was done. ``errors``: what the next runs raise."""

    def __init__(self, *errors: Exception) -> None:
        self.rung = 0
        self.errors = [*errors]
        self.wait: Callable[[], Awaitable[object]] | None = None
        self.begun = asyncio.Event()

    @property
    def job(self) -> Job:
        return Job("bell", "Rings.", timedelta(hours=1), self.ring)

    async def ring(self) -> str:
        self.begun.set()
        if self.wait is not None:
            await self.wait()
        if self.errors:
            raise self.errors.pop(0)
        self.rung += 1
        return "Rang once."


@pytest.fixture
async def processes(chat: Chat, calendar: Calendar) -> AsyncIterator[MakeJobs]:
    """Makes the jobs of a process: ``processes("one", bell)``."""
    made: list[Jobs] = []

    def make(process: str, bell: Bell, redis_url: str = "", life: float = LIFE) -> Jobs:
        look = timedelta(seconds=1)
        one = Jobs(
            chat.database,
            chat.transactions,
            process=process,
            redis_url=redis_url,
            now=calendar,
            life=life,
            poll_interval=look,
        )
        one.add(bell.job)
        made.append(one)
        return one

    yield make
    for one in made:
        await one.close()


def ran(chat: Chat) -> str:
    """Return which process ran the job last."""
    return "".join(process for (process,) in rows(chat.settings, "select process from job where name = 'bell'"))


def record(chat: Chat, columns: str = "process, is_failed, outcome, failures, runs, all_failures") -> tuple[Any, ...]:
    (found,) = rows(chat.settings, f"select {columns} from job where name = 'bell'")  # noqa: S608
    return found


async def test_a_job_runs_when_it_is_due_and_the_table_says_what_came_of_it(
    chat: Chat, processes: MakeJobs, calendar: Calendar
) -> None:
    bell = Bell()
    one = processes("one", bell)
    await one.run("bell")
    await one.run("bell")
    assert bell.rung == 1, "it is not due again"
    assert record(chat) == ("one", False, "Rang once.", 0, 1, 0)
    calendar.advance(HOUR)
    await one.run("bell")
    assert (bell.rung, one.runs["bell", True]) == (2, 2)
    one.add(Job("bell", "Rings.", timedelta(minutes=5), bell.ring))
    calendar.advance(300)
    await one.run("bell")
    assert bell.rung == 3, "a schedule that was made closer holds at once"


async def test_of_two_processes_that_are_told_at_once_one_runs_it(chat: Chat, processes: MakeJobs) -> None:
    bell = Bell()
    bell.wait = lambda: asyncio.sleep(0.01)
    await asyncio.gather(*(processes(name, bell).run("bell") for name in ("one", "two", "three")))
    assert bell.rung == 1


async def test_a_job_that_fails_is_tried_again_later_and_later_until_it_succeeds(
    chat: Chat, processes: MakeJobs, calendar: Calendar
) -> None:
    bell = Bell(JobFailed("The rope is torn."), ValueError("hunter2"), JobFailed("The rope is torn."))
    one = processes("one", bell)
    with capture_logs() as logs:
        await one.run("bell")
        assert record(chat) == ("one", True, "The rope is torn.", 1, 1, 1)
        for pause in (30, 60, 120):
            calendar.advance(pause - 1)
            await one.run("bell")
            calendar.advance(1)
            await one.run("bell")
            if pause == 30:
                assert record(chat)[2] == "ValueError; see the log for details", "what a bug says may hold a secret"
    assert record(chat) == ("one", False, "Rang once.", 0, 4, 3)
    assert [line["event"] for line in logs] == ["job failed"] * 3
    assert (one.runs["bell", False], one.runs["bell", True]) == (3, 1)


async def test_a_process_that_lost_its_lease_writes_nothing_and_another_runs_the_job(
    chat: Chat, processes: MakeJobs
) -> None:
    stuck, bell = Bell(), Bell()
    stuck.wait = asyncio.Event().wait
    running = asyncio.create_task(processes("stuck", stuck, life=0.3).run("bell"))
    await stuck.begun.wait()
    async with chat.transaction() as work:
        await work.session.exec(update(Lease).values(expires_at=now() - timedelta(seconds=1)))
    other = processes("other", bell)
    while not bell.rung:  # the stuck one may have renewed its lease before it was taken
        await other.run("bell")
        async with chat.transaction() as work:
            await work.session.exec(update(Lease).values(expires_at=now() - timedelta(seconds=1)))
    await running
    assert stuck.rung == 0
    assert record(chat) == ("other", False, "Rang once.", 0, 1, 0)


async def test_what_came_of_a_run_is_not_written_over_that_of_whoever_took_its_place(
    chat: Chat, processes: MakeJobs
) -> None:
    asleep, bell, awake = Bell(), Bell(), asyncio.Event()
    asleep.wait = awake.wait
    running = asyncio.create_task(processes("asleep", asleep).run("bell"))
    await asleep.begun.wait()
    async with chat.transaction() as work:
        await work.session.exec(update(Lease).values(expires_at=now() - timedelta(seconds=1)))
    await processes("other", bell).run("bell")
    awake.set()
    with capture_logs() as logs:
        await running
    assert (asleep.rung, bell.rung) == (1, 1), "it did not notice in time"
    assert record(chat) == ("other", False, "Rang once.", 0, 1, 0)
    assert [line["event"] for line in logs] == ["job cancelled"]


@ONE_DATABASE
async def test_a_process_that_stops_breaks_its_jobs_off_and_leaves_them_to_others(
    chat: Chat, processes: MakeJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatapp.jobs.jobs.GRACE", 0.0)
    hung, bell = Bell(), Bell()
    hung.wait = asyncio.Event().wait
    one = processes("one", hung)
    one.open()
    await hung.begun.wait()
    await one.close()
    await processes("two", bell).run("bell")
    assert bell.rung == 1


@ONE_DATABASE
async def test_one_process_leads_and_another_takes_its_place(
    chat: Chat, processes: MakeJobs, calendar: Calendar
) -> None:
    bell = Bell()
    one, two = processes("one", bell), processes("two", bell, life=0.3)
    one.open()
    await until(lambda: one.is_leader)
    two.open()
    await until(lambda: bell.rung == 1)
    assert not two.is_leader
    await one.close()
    await until(lambda: two.is_leader)
    calendar.advance(HOUR)
    await until(lambda: bell.rung == 2)
    await until(lambda: ran(chat) == "two")


@ONE_DATABASE
async def test_through_redis_any_process_runs_it_and_without_redis_the_leader_does(
    chat: Chat, processes: MakeJobs, calendar: Calendar, own_redis: RedisServer
) -> None:
    leaders, workers = Bell(), Bell()
    leaders.wait = asyncio.Event().wait  # should it get the job, another must be able to run it in its place
    worker = processes("worker", workers, redis_url=own_redis.url)
    worker._task_queue.open()  # takes jobs, and never leads
    leader = processes("leader", leaders, redis_url=own_redis.url)
    leader._leading = asyncio.create_task(leader._leader.run())  # leads, and takes no jobs
    await until(lambda: workers.rung == 1)
    await until(lambda: ran(chat) == "worker")
    await own_redis.kill()
    leaders.wait = None
    calendar.advance(HOUR)
    await until(lambda: leaders.rung == 1)
    await own_redis.start()
    calendar.advance(HOUR)
    await until(lambda: workers.rung + leaders.rung == 3)


async def test_the_clean_up_removes_what_has_expired_and_nothing_else(
    chat_with: ChatWith, person: MakePerson, mailbox: Mailbox, calendar: Calendar
) -> None:
    ann = await person("ann")
    chat = chat_with(now=calendar, smtp_url=mailbox.url, session_days=60)
    await chat.sessions.sign_in("ann", PASSWORD)
    await chat_with(session_days=1).sessions.sign_in("ann", PASSWORD)
    await chat.sessions.make_token(actor=ann, name="robot")
    await chat.password_resets.request("ann@example.org")
    await mails_sent(chat)
    calendar.advance(2 * 24 * HOUR)
    await chat.jobs.run("clean-up")
    left = rows(chat.settings, "select count(*) from login_session union all select count(*) from api_token")
    assert left == [(1,), (1,)]
    assert rows(chat.settings, "select count(*) from one_time_code") == [(0,)]
    outcome = "select outcome from job where name = 'clean-up'"
    assert rows(chat.settings, outcome) == [("Removed expired entries: 1 session, 1 code.",)]
    calendar.advance(2 * HOUR)
    await chat.jobs.run("clean-up")
    assert rows(chat.settings, outcome) == [("Nothing had expired.",)]


@ONE_DATABASE
async def test_mails_are_a_job_and_what_they_say_is_nowhere_in_its_record(
    chat_with: ChatWith, person: MakePerson, mailbox: Mailbox
) -> None:
    chat = chat_with(smtp_url=mailbox.url)
    for name in ("ann", "ben"):
        await person(name)
        await chat.password_resets.request(f"{name}@example.org")
    await mails_sent(chat)
    await chat.jobs.close()
    found = rows(chat.settings, "select runs, all_failures, outcome, next_at from job where name = 'mail'")
    assert found == [(2, 0, "Sent an e-mail.", None)]


@ONE_DATABASE
async def test_the_copy_is_brought_up_to_date_and_what_keeps_it_from_that_is_told(
    chat_with: ChatWith, person: MakePerson, tmp_path: Path, calendar: Calendar
) -> None:
    await person("ann")
    copy = tmp_path / "copy.db"
    chat = chat_with(sync_to=f"sqlite:///{copy}", sync_minutes=5, now=calendar)
    await chat.jobs.run("copy")
    with connected(f"sqlite:///{copy}") as connection:
        assert connection.execute(text("select username from account")).scalars().all() == ["ann"]
    said = "select outcome, is_failed from job where name = 'copy'"
    assert rows(chat.settings, said)[0][0].startswith("The copy is up to date: ")
    copy.write_bytes(b"something else" * 1000)
    calendar.advance(300)
    await chat.jobs.run("copy")
    ((outcome, is_failed),) = rows(chat.settings, said)
    assert is_failed
    assert outcome.startswith("CHATAPP_SYNC_TO")


@ONE_DATABASE
async def test_administrators_see_every_job_whether_it_has_run_or_not_and_nobody_else_does(
    chat: Chat, person: MakePerson
) -> None:
    ada, ben = await person("ada"), await person("ben")
    await chat.jobs.run("clean-up")
    async with chat.reading() as session:
        views = {job.name: job for job in await jobs.read(session, actor=ada, known=chat.jobs.known)}
        with pytest.raises(NotFound):
            await jobs.read(session, actor=ben, known=chat.jobs.known)
    clean_ups = {"clean-up", "file clean-up", "message clean-up", "status clean-up"}
    assert {*views} == {*clean_ups, "mail", "notifications", "old notifications", "search index"}
    swept, mail = views["clean-up"], views["mail"]
    assert (swept.runs, swept.failures, swept.is_failed, swept.every) == (1, 0, False, timedelta(hours=1))
    assert swept.ended_at is not None
    assert swept.next_at == swept.ended_at + timedelta(hours=1)
    assert (mail.runs, mail.ended_at, mail.next_at, mail.every) == (0, None, None, None)
