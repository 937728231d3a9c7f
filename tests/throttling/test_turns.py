"""Turns: who asks for much at the same time gets it one after the other, and others do not wait for it."""

import asyncio

import pytest

from chatapp.errors import RateLimited
from chatapp.throttling import Turns
from chatapp.throttling import turns as module


async def test_two_at_once_the_others_in_their_order_and_nobody_else_waits() -> None:
    turns, begun = Turns(2), list[int]()

    async def begin(number: int) -> None:
        await turns.begin("eve")
        begun.append(number)

    tasks = [asyncio.create_task(begin(number)) for number in range(6)]
    await asyncio.sleep(0)
    assert begun == [0, 1]
    await turns.begin("ann")
    for _ in range(4):
        turns.end("eve")
        await asyncio.sleep(0)
    assert begun == list(range(6))
    turns.end("ann")
    for _ in range(2):
        turns.end("eve")
    await asyncio.gather(*tasks)
    assert not turns._running
    assert not turns._waiting


async def test_who_stops_waiting_keeps_nobody_from_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITING", 2)
    turns = Turns(1)
    await turns.begin("eve")
    gone, given, last = (asyncio.create_task(turns.begin("eve")) for _ in range(3))
    await asyncio.sleep(0)
    with pytest.raises(RateLimited):
        await last
    gone.cancel()
    await asyncio.sleep(0)
    turns.end("eve")
    await given
    late = asyncio.create_task(turns.begin("eve"))
    await asyncio.sleep(0)
    turns.end("eve")
    late.cancel()  # at the very moment of its turn
    with pytest.raises(asyncio.CancelledError):
        await late
    assert not turns._running
    assert not turns._waiting
