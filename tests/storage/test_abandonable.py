"""Waiting for a server that may never answer, in an event loop that may be held up."""

import asyncio
import time

import pytest

from chatapp.storage.replica.abandonable import Abandonable

LIMIT = 0.2  # seconds


async def test_a_question_that_is_not_answered_is_left_behind() -> None:
    abandonable, is_cancelled = Abandonable(), asyncio.Event()

    async def never() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            is_cancelled.set()

    with pytest.raises(TimeoutError):
        await abandonable.within(LIMIT, never())
    await is_cancelled.wait()
    await abandonable.close()


async def test_a_loop_that_is_held_up_is_no_reason_to_give_up() -> None:
    abandonable = Abandonable()

    async def slow_loop() -> None:
        while True:
            time.sleep(1.5 * LIMIT)  # noqa: ASYNC251 (that is what is shown)
            await asyncio.sleep(0)

    async def question() -> str:
        for _ in range(4):
            await asyncio.sleep(0.01)
        return "answer"

    holding_up = asyncio.create_task(slow_loop())
    assert await abandonable.within(LIMIT, question()) == "answer"
    holding_up.cancel()
    await abandonable.close()
