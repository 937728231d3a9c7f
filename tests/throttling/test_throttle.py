"""Throttles: who is faster than people and programs need to be waits, and nobody else does."""

import asyncio

from chatapp.throttling import throttle as throttles
from chatapp.throttling.throttle import LONGEST, WAITING_OF_KEY, Throttle
from tests.support.running.clock import Clock


class Waits:
    """Waits that end at once, on a clock of their own."""

    def __init__(self) -> None:
        self.clock, self.seconds = Clock(), list[float]()
        self.throttle = Throttle(per_second=10, at_once=5, now=lambda: self.clock.now, sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(round(seconds, 3))
        self.clock.advance(seconds)


async def test_some_at_once_then_so_many_a_second() -> None:
    waits = Waits()
    assert all([await waits.throttle.keep("eve") for _ in range(25)])
    assert waits.seconds == [0.1] * 20


async def test_others_do_not_wait_and_a_pause_makes_up_for_all() -> None:
    waits = Waits()
    for _ in range(25):
        await waits.throttle.keep("eve")
    waits.seconds.clear()
    await waits.throttle.keep("ann")
    assert waits.seconds == []
    waits.clock.advance(1)
    for _ in range(5):
        await waits.throttle.keep("eve")
    assert waits.seconds == []


async def test_many_at_the_same_time_wait_longer_and_longer_but_never_long() -> None:
    asked: list[float] = []
    ended = asyncio.Event()

    async def sleep(seconds: float) -> None:
        asked.append(seconds)
        await ended.wait()

    throttle = Throttle(per_second=10, at_once=5, now=lambda: 0.0, sleep=sleep)
    tasks = [asyncio.create_task(throttle.keep("eve")) for _ in range(5 + WAITING_OF_KEY)]
    await asyncio.sleep(0)
    assert asked == sorted(asked)
    assert max(asked) == LONGEST
    assert throttle.waiting == WAITING_OF_KEY
    assert not await throttle.keep("eve")  # too many wait already
    ended.set()
    assert all(await asyncio.gather(*tasks))
    assert throttle.waiting == 0


async def test_keys_that_owe_nothing_are_forgotten_and_there_are_never_too_many(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(throttles, "KEYS", 100)
    waits = Waits()
    for number in range(1000):
        await waits.throttle.keep(str(number))
    assert len(waits.throttle._due) <= 100
    waits.clock.advance(10)
    for number in range(100):
        await waits.throttle.keep("one" if number else "other")
    assert len(waits.throttle._due) <= 2
