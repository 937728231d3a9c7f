"""Many requests become one call: the first at once, the others together."""

import asyncio
from time import monotonic

from chatapp.timers import Coalescer
from tests.support.clock import Clock

SECONDS = 0.05


async def test_the_first_request_of_a_quiet_period_is_served_at_once_and_the_others_together() -> None:
    calls: list[float] = []
    coalescer = Coalescer(SECONDS, lambda: calls.append(monotonic()))
    for _ in range(3):
        coalescer.request()
    assert calls == [], "requests of one turn of the loop are served together"
    await asyncio.sleep(0.01)
    assert len(calls) == 1
    coalescer.request()
    coalescer.request()
    await asyncio.sleep(3 * SECONDS)
    assert len(calls) == 2
    assert calls[1] - calls[0] >= SECONDS * 0.9


def test_a_coalescer_that_gathers_first_waits_before_each_call() -> None:
    clock = Clock()
    calls: list[int] = []
    coalescer = Coalescer(SECONDS, lambda: calls.append(1), gathers_first=True, later=clock.later)
    coalescer.request()
    clock.advance(SECONDS / 2)
    coalescer.request()
    assert calls == []
    clock.advance(SECONDS / 2)
    assert calls == [1]
    clock.advance(SECONDS)
    assert calls == [1], "nobody has asked again"


def test_what_is_cancelled_is_not_called_and_a_flush_serves_what_was_asked_for() -> None:
    clock = Clock()
    calls: list[int] = []
    coalescer = Coalescer(SECONDS, lambda: calls.append(1), gathers_first=True, later=clock.later)
    coalescer.request()
    coalescer.cancel()
    clock.advance(SECONDS)
    assert calls == []
    coalescer.request()
    coalescer.flush()
    clock.advance(SECONDS)
    assert calls == [1]


def test_a_request_made_while_it_is_served_is_served_again() -> None:
    clock = Clock()
    calls: list[int] = []

    def call() -> None:
        calls.append(1)
        if len(calls) == 1:
            coalescer.request()

    coalescer = Coalescer(SECONDS, call, gathers_first=True, later=clock.later)
    coalescer.request()
    clock.advance(SECONDS)
    clock.advance(SECONDS)
    assert calls == [1, 1]
