"""Messages and reminders that are due while a leader is killed and everything is started anew: each comes once."""

import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, text, update

from models import Lease, Reminder, ScheduledMessage
from tests.support.running.patience import comes_true
from tests.support.servers.databases import connected
from tests.support.servers.postgres import Postgres
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import Person, Server

PEOPLE, ROOMS = 40, 8
TURNS = 5  # of waiting: a lease, and a minute of what is due
LATEST = 10.0  # seconds, of the nightly's machine, which is quiet
Gap = tuple[datetime, datetime]  # without a leader


@pytest.fixture
async def both(tmp_path: Path, postgres: Postgres, redis: RedisServer) -> AsyncIterator[list[Server]]:
    """Two real processes on one database."""
    name = postgres.copy()
    shared = {"CHATAPP_DATABASE_URL": postgres.url(name), "CHATAPP_BROKER_URL": redis.url.replace("/0", "/13")}
    servers = [Server(tmp_path / "data", shared) for _ in range(2)]
    try:
        for one in servers:
            one.is_warm = False
            await one.start()
        yield servers
    finally:
        for one in servers:
            await one.stop()
        postgres.drop(name)


async def test_what_is_due_while_the_leader_is_killed_comes_once(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    await server.start()
    try:
        people = [await server.person("ann"), await server.person("ben")]
        await leads(server, 0)
        await write(server, people, messages=60, reminders=20, seconds=4)
        await comes_true(lambda: are_posted(server, 25))
        await server.kill()
        with connected(server.database_url) as connection:  # as if the dead one's lease had run out
            connection.execute(update(Lease).values(expires_at=datetime(2000, 1, 1, tzinfo=UTC)))
        await server.start()
        await all_once(server, messages=60, reminders=20)
    finally:
        await server.stop()


@pytest.mark.nightly
@pytest.mark.timeout(400)
async def test_a_thousand_that_are_due_over_a_restart_and_a_killed_leader_come_once_and_in_time(
    both: list[Server],
) -> None:
    first, second = both
    people = [await first.person() for _ in range(PEOPLE)]
    token = await leads(first, 0)
    await write(first, people, messages=1_000, reminders=200, seconds=60)
    gaps = list[Gap]()
    await comes_true(lambda: are_posted(first, 300))
    killed = datetime.now(UTC)
    await first.kill()
    token = await leads(second, token)
    gaps.append((killed, datetime.now(UTC)))
    await comes_true(lambda: are_posted(second, 600))
    stopped = datetime.now(UTC)
    await second.stop()
    for one in both:
        await one.start()
    await leads(first, token)
    gaps.append((stopped, datetime.now(UTC)))
    await all_once(first, messages=1_000, reminders=200)
    late = sorted([*lateness(first, POSTED, gaps), *lateness(first, TOLD, gaps)])
    shown = (
        f"half within {late[len(late) // 2]:.1f} s, 99 % within {late[len(late) * 99 // 100]:.1f}, last {late[-1]:.1f}"
    )
    without = ", ".join(f"{(end - begin).total_seconds():.0f} s" for begin, end in gaps)
    sys.stderr.write(f"\n1,200 due: late by {shown}; without a leader: {without}\n")
    assert late[-1] <= LATEST


POSTED = "select body, created_at from message where kind = 'text'"
TOLD = "select words, created_at from alert where kind = 'reminder'"


async def write(server: Server, people: Sequence[Person], *, messages: int, reminders: int, seconds: float) -> None:
    """Write messages and reminders of all people that are due from now on, evenly."""
    rooms = [await server.room(*people) for _ in range(ROOMS)]
    begin = datetime.now(UTC) + timedelta(seconds=1)
    with connected(server.database_url) as connection:
        found_people = connection.execute(text("select username, id from account")).all()
        ids = {row.username: row.id for row in found_people}
        query = text("select id, uuid, name from room order by id")
        found = {str(UUID(str(uuid))): (one, name) for one, uuid, name in connection.execute(query)}
        for kind, amount in ((ScheduledMessage, messages), (Reminder, reminders)):
            rows = list[dict[str, Any]]()
            for number in range(amount):
                due_at = begin + timedelta(seconds=seconds * number / amount)
                said = f"{number} {due_at.isoformat()}"
                what: dict[str, Any] = {"text": said}
                if kind is ScheduledMessage:
                    room_id, room_name = found[rooms[number % ROOMS]]
                    of_room = {"room_id": room_id, "room_name": room_name, "client_message_id": f"key {number}"}
                    what = {"body": said, **of_room}
                clock: dict[str, Any] = {"local_at": f"{due_at:%Y-%m-%dT%H:%M}", "time_zone": "UTC", "due_at": due_at}
                account = ids[people[number % len(people)].username]
                rows.append(kind(account_id=account, **clock, **what).model_dump(exclude={"id"}))
            connection.execute(insert(kind), rows)


def all_rows(server: Server, query: str) -> Sequence[Any]:
    with connected(server.database_url) as connection:
        return connection.execute(text(query)).all()


async def leads(server: Server, after: int) -> int:
    """Wait until a process leads that has not led before; returns its fencing token."""
    token = 0

    async def is_new() -> bool:
        nonlocal token
        found = all_rows(server, "select token from lease where name = 'scheduler'")
        token = found[0].token if found else 0
        return token > after

    await comes_true(is_new)
    return token


async def are_posted(server: Server, least: int) -> bool:
    return len(all_rows(server, POSTED)) >= least


async def all_once(server: Server, *, messages: int, reminders: int) -> None:
    """Wait until everything has come, and then for what would come a second time."""

    async def is_over() -> bool:
        waiting = "select count(*) from scheduled_message union all select count(*) from reminder where told_at is null"
        return not any(row[0] for row in all_rows(server, waiting))

    for _ in range(TURNS):
        with suppress(AssertionError):
            await comes_true(is_over)
            break
    for query, amount in ((POSTED, messages), (TOLD, reminders)):
        found = Counter(int(row[0].split()[0]) for row in all_rows(server, query))
        assert found == Counter(range(amount))


def lateness(server: Server, query: str, gaps: Sequence[Gap]) -> list[float]:
    """Return by how many seconds each came late; what came after a gap counts from when there was a leader again."""
    late = []
    for said, created_at in all_rows(server, query):
        came, due = moment(created_at), datetime.fromisoformat(said.split()[1])
        since = max([due, *(end for begin, end in gaps if came >= begin and due <= end)])
        late.append((came - since).total_seconds())
    return late


def moment(stored: Any) -> datetime:
    """Return a moment as it is stored."""
    at = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
