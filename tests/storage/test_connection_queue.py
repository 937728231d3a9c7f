"""Readers in line for a connection: busy is not away, nobody overtakes, and who leaves the line leaves no gap."""

import asyncio
import random
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from functools import partial
from unittest.mock import AsyncMock

import pytest
from sqlalchemy import text

from chatapp.bootstrap import Chat
from chatapp.errors import Busy, Unavailable
from chatapp.storage.database import CHECK_LIMIT
from chatapp.storage.engines.connection_queue import CHECKS, ConnectionQueue, LastResponse
from tests.support.people.chats import ChatWith
from tests.support.running.patience import until
from tests.support.servers.databases import SQLITE, rows

pytestmark = pytest.mark.each_database

LIMIT = 0.3  # seconds


class Readers:
    """People who read through a line, one after the other through a single place; notes whose turn it was."""

    def __init__(self) -> None:
        self.last_response = LastResponse()
        self.connection_queue = ConnectionQueue(1, self.last_response, limit=LIMIT, max_factor=4)
        self.order: list[int] = []

    async def read(self, number: int, until: asyncio.Event | None = None) -> None:
        """Take a place and keep it until then; without it, the database answers after a few looks at the line."""
        async with self.connection_queue.slot():
            self.order.append(number)
            await (until.wait() if until else asyncio.sleep(LIMIT / CHECKS * 3))
            self.last_response.responses += 1


async def test_who_waits_longer_than_the_limit_waits_on_while_the_database_answers() -> None:
    readers = Readers()
    await asyncio.gather(*(readers.read(number) for number in range(9)))
    assert readers.order == list(range(9))


async def test_a_long_reading_whose_statements_are_answered_keeps_the_line_alive() -> None:
    readers = Readers()

    async def read_much() -> None:
        async with readers.connection_queue.slot():
            for _ in range(2 * CHECKS):
                await asyncio.sleep(LIMIT / CHECKS)
                readers.last_response.responses += 1

    await asyncio.gather(read_much(), readers.read(1))
    assert readers.order == [1]


async def test_a_line_that_stands_still_is_given_up() -> None:
    readers, never = Readers(), asyncio.Event()
    holding = asyncio.create_task(readers.read(0, never))
    waiting = await asyncio.gather(*(readers.read(n) for n in range(1, 4)), return_exceptions=True)
    assert [type(error) for error in waiting] == [TimeoutError] * 3
    assert readers.connection_queue.waiting == 0
    never.set()
    await holding
    await readers.read(4)
    assert readers.order == [0, 4]


async def test_nobody_waits_for_ever_in_a_line_that_moves_for_others_alone() -> None:
    readers, never = Readers(), asyncio.Event()
    holding = asyncio.create_task(readers.read(0, never))
    waiting = asyncio.create_task(readers.read(1))
    while not waiting.done():
        await asyncio.sleep(LIMIT / CHECKS)
        readers.last_response.responses += 1
    with pytest.raises(Busy):
        await waiting
    never.set()
    await holding


async def test_an_event_loop_that_is_held_up_makes_no_database_silent() -> None:
    readers, first_is_done = Readers(), asyncio.Event()
    first = asyncio.create_task(readers.read(0, first_is_done))
    waiting = asyncio.create_task(readers.read(1))
    for _ in range(3):
        await asyncio.sleep(0)
        time.sleep(2 * LIMIT)  # noqa: ASYNC251 (that is what is shown)
    first_is_done.set()
    await asyncio.gather(first, waiting)


async def test_a_newcomer_does_not_overtake() -> None:
    readers, first_is_done = Readers(), asyncio.Event()
    first = asyncio.create_task(readers.read(0, first_is_done))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(readers.read(1))
    first_is_done.set()
    newcomer = asyncio.create_task(readers.read(2))
    await asyncio.gather(first, waiting, newcomer, readers.read(3))
    assert readers.order == [0, 1, 2, 3]


@pytest.mark.parametrize("turns_later", range(4))
async def test_a_reader_who_leaves_the_queue_leaves_the_place_to_the_next(turns_later: int) -> None:
    readers, first_is_done = Readers(), asyncio.Event()
    first = asyncio.create_task(readers.read(0, first_is_done))
    await asyncio.sleep(0)
    leaving, staying = asyncio.create_task(readers.read(1)), asyncio.create_task(readers.read(2))
    await asyncio.sleep(0)
    first_is_done.set()
    for _ in range(turns_later):  # before, while and after the reader is given the place
        await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.sleep(0)
    assert readers.connection_queue.waiting <= 1
    await asyncio.gather(first, staying, return_exceptions=True)
    assert leaving.cancelled()
    assert readers.order[-1] == 2
    await readers.read(3)


async def test_whatever_becomes_of_many_readers_no_place_is_lost_and_none_is_made() -> None:
    chance, last_response = random.Random(7), LastResponse()
    connection_queue = ConnectionQueue(3, last_response, limit=60, max_factor=4)
    inside = most = 0

    async def read() -> None:
        nonlocal inside, most
        async with connection_queue.slot():
            inside += 1
            most = max(most, inside)
            try:
                for _ in range(chance.randrange(3)):
                    await asyncio.sleep(0)
                    last_response.responses += 1
            finally:
                inside -= 1

    tasks = [asyncio.create_task(read()) for _ in range(1000)]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0)
        chance.choice(tasks).cancel()
    assert sum(not task.cancelled() for task in tasks) > 100
    assert most == 3
    async with connection_queue.slot(), connection_queue.slot(), connection_queue.slot():
        late = asyncio.create_task(read())
        await asyncio.sleep(0)
        assert connection_queue.waiting == 1
    await late


# ---------------------------------------------------------------------- the database


async def read(chat: Chat, seconds: float, has_begun: asyncio.Event | None = None) -> None:
    async with chat.database.reading() as session:
        await session.exec(text("SELECT 1"))  # type: ignore[call-overload]
        if has_begun:
            has_begun.set()
        await asyncio.sleep(seconds)


class Clock:
    """What time it is, as far as signs of life go."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("chatapp.storage.engines.connection_queue.monotonic", clock)
    return clock


async def a_write(chat: Chat) -> None:
    async with chat.transaction() as work:
        await work.session.exec(text("SELECT 1"))  # type: ignore[call-overload]


@pytest.fixture
def short_line(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    database = chat.database
    queue = ConnectionQueue(2, database._last_response, limit=2.0, max_factor=10)
    monkeypatch.setattr(database, "connection_queue", queue)


@pytest.fixture
async def hanging(chat: Chat, short_line: None) -> AsyncIterator[None]:
    """Two that have all connections and are not answered any more."""
    began = [asyncio.Event() for _ in range(2)]
    readers = [asyncio.create_task(read(chat, 3600, event)) for event in began]
    for event in began:
        await event.wait()
    yield
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    await read(chat, 0)


async def test_a_busy_database_refuses_nobody(chat: Chat, short_line: None) -> None:
    await asyncio.gather(*(read(chat, 0.25) for _ in range(20)))


async def test_a_database_that_answers_nobody_counts_as_away(chat: Chat, hanging: None) -> None:
    with pytest.raises(Unavailable, match="can't reach"):
        await read(chat, 0)


async def test_a_database_that_answers_nobody_shows_no_life(
    chat: Chat, hanging: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatapp.storage.database.CHECK_LIMIT", 0.1)
    clock.now = 1e9
    with pytest.raises(Unavailable):
        await chat.database.check()


async def test_a_database_that_answers_others_shows_life(
    chat: Chat, hanging: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatapp.storage.database.CHECK_LIMIT", 0.1)
    monkeypatch.setattr(
        chat.database._last_response, "is_recent", partial(next, iter([False, True]))
    )  # while one waited in line
    monkeypatch.setattr(chat.database._writers_last_response, "is_recent", lambda seconds: True)
    await chat.database.check()


async def test_a_write_that_takes_long_is_a_sign_of_life(chat: Chat, clock: Clock) -> None:
    async with chat.transaction() as work:
        for _ in range(6):
            await work.session.exec(text("SELECT 1"))  # type: ignore[call-overload]
            clock.now += CHECK_LIMIT / 2
            await chat.database.check()


async def test_a_database_nobody_has_used_for_a_while_is_asked(chat: Chat, clock: Clock) -> None:
    last_response = chat.database._last_response
    await chat.database.check()
    clock.now = 1e9
    before = last_response.responses
    await chat.database.check()
    assert last_response.responses > before
    before = last_response.responses
    await chat.database.check()
    assert last_response.responses == before, "it has just answered"


async def test_a_database_that_takes_no_writes_shows_no_life(
    chat: Chat, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatapp.storage.database.CHECK_LIMIT", 0.1)
    await read(chat, 0)
    if chat.database.monitor is not None:  # what the primary says when it is away: tests/storage/test_replica.py
        monkeypatch.setattr(chat.database.monitor._primary, "position", AsyncMock(return_value=None))
        with pytest.raises(Unavailable):
            await chat.database.check()
        return
    with closing(sqlite3.connect(chat.settings.data_dir / "chatapp.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            await chat.database.check()
        other.rollback()


async def test_who_waits_for_the_lock_of_all_writers_takes_no_process_out_of_service(
    chat: Chat, chat_with: ChatWith, clock: Clock, database: str
) -> None:
    if database == SQLITE:
        pytest.skip("SQLite has one writer at a time")
    other = chat_with()
    async with other.transaction() as work:
        await work.session.exec(text("SELECT 1"))  # type: ignore[call-overload]
        waiting = asyncio.create_task(a_write(chat))
        await until(lambda: rows(chat.settings, "select 1 from pg_stat_activity where wait_event = 'advisory'"))
        clock.now = 1e9
        await chat.database.check()
        assert not waiting.done()
    await waiting
