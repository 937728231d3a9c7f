"""Files that are sent slowly: so many of one account at the same time, each of which holds some megabytes."""

import asyncio

import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message

from chatapp.errors import NotFound, RateLimited
from chatapp.throttling import ConcurrencyLimit
from chatapp.throttling import concurrency_limit as module
from chatapp.web.files import InTurn
from tests.support.running.patience import until


class Reader:
    """Somebody who reads an answer as fast as ``may_read`` lets them; ``made``: how many answers were made."""

    made = 0

    def __init__(self, turns: ConcurrencyLimit, asker: str = "eve", *, is_there: bool = True) -> None:
        self.may_read, self.read = asyncio.Event(), list[Message]()
        self._is_there = is_there
        self.answer = InTurn(turns, asker, self._make)

    async def _make(self) -> Response:
        if not self._is_there:
            raise NotFound
        Reader.made += 1
        return PlainTextResponse("content")

    async def __call__(self) -> None:
        await self.answer({"type": "http", "method": "GET", "path": "/", "headers": []}, self._receive, self._send)

    async def _receive(self) -> Message:
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        await self.may_read.wait()
        self.read.append(message)


async def test_a_file_is_opened_when_it_is_its_askers_turn_which_lasts_until_all_is_read() -> None:
    turns, Reader.made = ConcurrencyLimit(2), 0
    readers = [Reader(turns) for _ in range(5)]
    tasks = [asyncio.create_task(reader()) for reader in readers]
    await until(lambda: Reader.made == 2)
    other = Reader(turns, "ann")
    other.may_read.set()
    await other()
    assert Reader.made == 3, "nobody else waits"
    readers[0].may_read.set()
    await tasks[0]
    await until(lambda: Reader.made == 4)
    for reader in readers:
        reader.may_read.set()
    await asyncio.gather(*tasks)
    assert [len(reader.read) for reader in readers] == [2] * 5
    assert not turns._running


async def test_what_is_not_there_or_is_given_up_takes_nobodys_turn() -> None:
    turns, Reader.made = ConcurrencyLimit(1), 0
    with pytest.raises(NotFound):
        await Reader(turns, is_there=False)()
    gone = asyncio.create_task(Reader(turns)())
    await until(lambda: Reader.made == 1)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    last = Reader(turns)
    last.may_read.set()
    await last()
    assert not turns._running


async def test_too_many_of_one_asker_are_refused_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITING", 0)
    turns, Reader.made = ConcurrencyLimit(1), 0
    first = Reader(turns)
    task = asyncio.create_task(first())
    await until(lambda: Reader.made == 1)
    with pytest.raises(RateLimited):
        await Reader(turns)()
    assert Reader.made == 1
    first.may_read.set()
    await task
