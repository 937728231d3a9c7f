"""Reads that are asked for together share a snapshot and a change of threads; none of them spoils another."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from threading import Event, current_thread

import pytest
from sqlalchemy import create_engine, event, func, select, text
from sqlalchemy.exc import OperationalError

from chatapp.bootstrap import Chat
from chatapp.errors import NotFound
from chatapp.storage.engines.connection_queue import ConnectionQueue, LastResponse
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.snapshot import TOGETHER, Snapshot, SnapshotReader
from models import Account
from tests.support.people.chats import MakePerson
from tests.support.running.patience import PATIENCE


class Reader(SnapshotReader):
    """A reader that notes how many snapshots it has begun."""

    begun = 0

    def begin(self, *_: object) -> None:
        self.begun += 1


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Reader]:
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    made = Reader(engine, ConnectionQueue(1, LastResponse(engine), limit=5.0, max_factor=4))
    event.listen(engine, "checkout", made.begin)
    yield made
    await made.close()


def number(snapshot: Snapshot, of: int) -> int:
    return int(snapshot.connection.execute(text("SELECT :of"), {"of": of}).scalar_one())


def fail(snapshot: Snapshot, error: Exception) -> None:
    raise error


def break_off(snapshot: Snapshot) -> None:
    snapshot.connection.execute(text("SELECT * FROM nowhere"))


async def test_what_is_asked_together_is_read_together_and_never_too_much(reader: Reader) -> None:
    assert await asyncio.gather(*(reader.read(number, of) for of in range(5))) == [0, 1, 2, 3, 4]
    assert reader.begun == 1
    many = range(2 * TOGETHER + 1)
    assert await asyncio.gather(*(reader.read(number, of) for of in many)) == list(many)
    assert reader.begun == 4


async def test_what_fails_fails_alone(reader: Reader) -> None:
    found = await asyncio.gather(
        reader.read(number, 1),
        reader.read(fail, NotFound()),
        reader.read(break_off),
        reader.read(number, 2),
        return_exceptions=True,
    )
    assert [found[0], found[3]] == [1, 2]
    assert isinstance(found[1], NotFound)
    assert isinstance(found[2], OperationalError)


async def test_who_stops_waiting_keeps_nobody_from_their_answer(reader: Reader) -> None:
    impatient, patient = (asyncio.create_task(reader.read(number, of)) for of in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == 1
    with pytest.raises(asyncio.CancelledError):
        await impatient


async def test_nothing_is_read_on_the_loops_thread(reader: Reader) -> None:
    assert await reader.read(lambda _: current_thread()) is not current_thread()


async def test_who_cannot_be_served_is_told(reader: Reader) -> None:
    reader.engine.dispose()
    event.listen(reader.engine, "do_connect", lambda *_: fail(Snapshot(None, {}), TimeoutError()))  # type: ignore[arg-type]
    for answer in await asyncio.gather(reader.read(number, 1), reader.read(number, 2), return_exceptions=True):
        assert isinstance(answer, TimeoutError)


async def test_what_tasks_ask_that_begin_a_turn_later_shares_the_snapshot(reader: Reader) -> None:
    async def later() -> int:
        return await reader.read(number, 2)

    async def ask_later() -> int:
        (found,) = await asyncio.gather(later())
        return int(found)

    found = await asyncio.gather(reader.read(number, 1), ask_later())
    assert list(found) == [1, 2]
    assert reader.begun == 1


@pytest.mark.parametrize("is_fixed", [True, False])
async def test_one_snapshot_is_one_state_however_it_is_asked(chat: Chat, person: MakePerson, is_fixed: bool) -> None:
    """A statement that goes past SQLAlchemy is in the same transaction as all others."""
    await person("ann")
    query = select(func.count()).select_from(Account)
    fixed = FixedStatement(query)

    def count(snapshot: Snapshot) -> int:
        if is_fixed:
            ((found,),) = fixed.rows(snapshot.connection, {})
            return int(found)
        return int(snapshot.connection.execute(query).scalar_one())

    has_counted, may_go_on = Event(), Event()

    def twice(snapshot: Snapshot) -> tuple[int, int]:
        first = count(snapshot)
        has_counted.set()
        may_go_on.wait(PATIENCE)
        return first, count(snapshot)

    reading = asyncio.create_task(chat.read(twice))
    await asyncio.to_thread(has_counted.wait, PATIENCE)
    await person("ben")
    may_go_on.set()
    first, second = await reading
    assert first == second
    assert await chat.read(count) == first + 1
