"""Turns: who asks for much at the same time gets it one after the other, and others do not wait for it."""

import asyncio
import random
from collections import Counter

import pytest

from chatapp.errors import RateLimited
from chatapp.throttling import ConcurrencyLimit
from chatapp.throttling import concurrency_limit as module


async def test_two_at_once_the_others_in_their_order_and_nobody_else_waits() -> None:
    turns, begun = ConcurrencyLimit(2), list[int]()

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
    turns = ConcurrencyLimit(1)
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


async def test_a_turn_lasts_as_long_as_its_block_whatever_happens_in_it() -> None:
    turns = ConcurrencyLimit(1)

    async def fail() -> None:
        async with turns.turn("eve"):
            assert turns._running == {"eve": 1}
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with turns.turn("eve"):
        pass
    assert not turns._running


async def test_a_block_that_is_cancelled_gives_its_turn_on() -> None:
    turns, begun = ConcurrencyLimit(1), asyncio.Event()

    async def for_ever() -> None:
        async with turns.turn("eve"):
            begun.set()
            await asyncio.Event().wait()

    first = asyncio.create_task(for_ever())
    await begun.wait()
    begun.clear()
    second = asyncio.create_task(for_ever())
    await asyncio.sleep(0)
    assert not begun.is_set()
    first.cancel()
    await begun.wait()
    second.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    assert not turns._running
    assert not turns._waiting


async def test_who_is_refused_a_turn_never_enters_the_block_and_others_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITING", 0)
    turns, entered = ConcurrencyLimit(1), list[str]()
    async with turns.turn("eve"):
        with pytest.raises(RateLimited) as refused:
            async with turns.turn("eve"):
                entered.append("eve")
        async with turns.turn("ann"):
            entered.append("ann")
    assert refused.value.retry_after == 1
    assert entered == ["ann"]
    assert not turns._running


async def test_never_more_at_once_than_are_allowed_and_nobody_is_forgotten() -> None:
    """A hundred of three keys, some cut off while they wait or work; at the end everything is as at the beginning."""
    turns, chance = ConcurrencyLimit(2), random.Random(7)
    running, most, done = Counter[str](), Counter[str](), Counter[str]()

    async def work(key: str, steps: int) -> None:
        async with turns.turn(key):
            running[key] += 1
            most[key] = max(most[key], running[key])
            try:
                for _ in range(steps):
                    await asyncio.sleep(0)
                done[key] += 1
            finally:
                running[key] -= 1

    tasks = [asyncio.create_task(work(chance.choice("abc"), chance.randrange(4))) for _ in range(100)]
    for task in chance.sample(tasks, 30):
        for _ in range(chance.randrange(3)):
            await asyncio.sleep(0)
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert done.total() == sum(one is None for one in ended)
    assert done.total() >= 70
    assert set(most.values()) == {2}
    assert not turns._running
    assert not turns._waiting
