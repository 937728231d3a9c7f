"""An event with a queue only while somebody waits."""

import asyncio
from typing import Literal

import pytest

from chatapp.timers import LeanEvent, next_set


async def _waiting(event: LeanEvent, count: int) -> list[asyncio.Task[Literal[True]]]:
    tasks = [asyncio.create_task(event.wait()) for _ in range(count)]
    await asyncio.sleep(0)
    return tasks


async def test_whoever_waits_is_woken_even_if_it_is_cleared_at_once() -> None:
    event = LeanEvent()
    tasks = await _waiting(event, 3)
    assert not event.is_set()
    event.set()
    event.clear()
    assert await asyncio.gather(*tasks) == [True, True, True]
    assert not event.is_set()


async def test_an_event_that_is_set_is_waited_for_by_nobody() -> None:
    event = LeanEvent()
    event.set()
    assert event.is_set()
    assert await event.wait()
    assert repr(event) == "<LeanEvent set, waiting: 0>"


async def test_who_no_longer_waits_is_forgotten_and_the_others_are_woken() -> None:
    event = LeanEvent()
    first, second = await _waiting(event, 2)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert repr(event) == "<LeanEvent unset, waiting: 1>"
    event.set()
    assert await second
    assert event._waiting == ()  # nothing of them is held


async def test_what_waits_for_an_event_for_some_time_takes_this_one_too() -> None:
    event = LeanEvent()
    await next_set(event, at_most=0.001)
    assert event.is_set()
    event.clear()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(event.wait(), 0.001)
    assert repr(event) == "<LeanEvent unset, waiting: 0>"
