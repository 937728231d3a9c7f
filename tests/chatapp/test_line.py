"""Readers in line for a connection: busy is not away, nobody overtakes, and who leaves the line leaves no gap."""

import asyncio

import pytest
from sqlalchemy import text

from chatapp.bootstrap import Chat
from chatapp.engines.line import Line
from chatapp.errors import NotFound, Unavailable

LIMIT = 0.3  # seconds


class Readers:
    """People who read through a line, one after the other through a single place; notes whose turn it was."""

    def __init__(self) -> None:
        self.line = Line(1, limit=LIMIT)
        self.order: list[int] = []

    async def read(self, number: int, answered: asyncio.Event | None = None, error: Exception | None = None) -> None:
        """Take a place, and keep it until the database has answered, or a third of the limit."""
        async with self.line.place():
            self.order.append(number)
            await (answered.wait() if answered else asyncio.sleep(LIMIT / 3))
            if error:
                raise error


async def test_who_waits_longer_than_the_limit_waits_on_while_the_line_moves() -> None:
    readers = Readers()
    await asyncio.gather(*(readers.read(number) for number in range(9)))
    assert readers.order == list(range(9))


async def test_answers_that_refuse_are_answers() -> None:
    readers = Readers()
    told = await asyncio.gather(*(readers.read(n, error=NotFound()) for n in range(9)), return_exceptions=True)
    assert [type(error) for error in told] == [NotFound] * 9


async def test_a_line_that_stands_still_is_given_up() -> None:
    readers, never = Readers(), asyncio.Event()
    holding = asyncio.create_task(readers.read(0, never))
    waiting = await asyncio.gather(*(readers.read(n) for n in range(1, 4)), return_exceptions=True)
    assert [type(error) for error in waiting] == [TimeoutError] * 3
    never.set()
    await holding
    await readers.read(4)
    assert readers.order == [0, 4]


async def test_a_newcomer_does_not_overtake() -> None:
    readers, first_is_done = Readers(), asyncio.Event()
    first = asyncio.create_task(readers.read(0, first_is_done))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(readers.read(1))
    await asyncio.sleep(0)
    first_is_done.set()
    await first  # the place is free now, and the one who waits has not run yet
    await asyncio.gather(readers.read(2), waiting)
    assert readers.order == [0, 1, 2]


@pytest.mark.parametrize("turns_later", range(4))
async def test_who_leaves_the_line_leaves_his_place_to_the_next(turns_later: int) -> None:
    readers, first_is_done = Readers(), asyncio.Event()
    first = asyncio.create_task(readers.read(0, first_is_done))
    await asyncio.sleep(0)
    leaving, staying = asyncio.create_task(readers.read(1)), asyncio.create_task(readers.read(2))
    await asyncio.sleep(0)
    first_is_done.set()
    for _ in range(turns_later):  # before, while and after he is given the place
        await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.gather(first, staying, return_exceptions=True)
    assert leaving.cancelled()
    assert readers.order[-1] == 2
    await asyncio.wait_for(readers.read(3), timeout=10)


# ---------------------------------------------------------------------- the database


@pytest.fixture
def short_line(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> Line:
    line = Line(2, limit=2.0)
    monkeypatch.setattr(chat.database, "_line", line)
    monkeypatch.setattr("chatapp.database.CHECK_LIMIT", 1.0)
    return line


async def read(chat: Chat, seconds: float, has_begun: asyncio.Event | None = None) -> None:
    async with chat.database.reading() as session:
        await session.exec(text("SELECT 1"))  # type: ignore[call-overload]
        if has_begun:
            has_begun.set()
        await asyncio.sleep(seconds)


async def test_a_busy_database_refuses_nobody_and_shows_life(chat: Chat, short_line: Line) -> None:
    reading = [asyncio.create_task(read(chat, 0.25)) for _ in range(20)]
    await asyncio.sleep(0)
    await chat.database.check()
    assert not all(task.done() for task in reading)
    await asyncio.gather(*reading)


async def test_a_database_that_answers_nobody_counts_as_away(chat: Chat, short_line: Line) -> None:
    began = [asyncio.Event() for _ in range(2)]
    hanging = [asyncio.create_task(read(chat, 3600, event)) for event in began]
    for event in began:
        await event.wait()
    for ask in (read(chat, 0), chat.database.check()):
        with pytest.raises(Unavailable):
            await ask
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)
    await read(chat, 0)
    await chat.database.check()
