"""Blocking work in threads: askers take turns, what waits is bounded, and nothing is lost when a caller goes away."""

import asyncio
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from chatapp.errors import Busy
from chatapp.executors import FairExecutor
from tests.support.running.patience import PATIENCE, until


class Held:
    """Calls that stay in their threads until they are let go; ``begun`` names them in the order in which they began."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self._gate = threading.Event()

    def __call__(self, name: str) -> str:
        self.begun.append(name)
        assert self._gate.wait(PATIENCE)
        return name

    def let_go(self) -> None:
        self._gate.set()


@contextmanager
def executor(threads: int = 1, **bounds: int) -> Iterator[tuple[FairExecutor, Held]]:
    made, held = FairExecutor("test", threads, **bounds), Held()
    try:
        yield made, held
    finally:
        held.let_go()
        made.close()


async def started(made: FairExecutor, held: Held, *calls: tuple[str, str]) -> list["asyncio.Task[str]"]:
    """Start calls one after the other: ``(key, name)``."""
    tasks = []
    for key, name in calls:
        tasks.append(asyncio.create_task(made.run(key, held, name)))
        await asyncio.sleep(0)
    await until(lambda: held.begun)
    return tasks


async def test_a_call_returns_what_it_returns_and_raises_what_it_raises() -> None:
    with executor() as (made, _):
        assert await made.run("ann", divmod, 7, 2) == (3, 1)
        with pytest.raises(ZeroDivisionError):
            await made.run("ann", divmod, 7, 0)
        assert await made.run("ann", divmod, 9, 2) == (4, 1)


async def test_whoever_asks_for_much_waits_for_it_and_others_have_their_turn() -> None:
    with executor() as (made, held):
        much = [("eve", f"eve {number}") for number in range(8)]
        tasks = await started(made, held, *much, ("ann", "ann"), ("ben", "ben"))
        assert made.waiting == 9
        held.let_go()
        await asyncio.gather(*tasks)
    assert held.begun[:4] == ["eve 0", "eve 1", "ann", "ben"]
    assert held.begun[4:] == [f"eve {number}" for number in range(2, 8)]


async def test_one_key_may_be_kept_to_a_part_of_the_threads() -> None:
    with executor(2, of_key=1) as (made, held):
        tasks = await started(made, held, ("eve", "eve 0"), ("eve", "eve 1"), ("ann", "ann"))
        await until(lambda: len(held.begun) == 2)
        assert sorted(held.begun) == ["ann", "eve 0"]
        assert made.waiting == 1
        held.let_go()
        await asyncio.gather(*tasks)


async def test_too_many_calls_of_one_key_are_refused_and_others_are_not() -> None:
    with executor(waiting_of_key=2) as (made, held):
        tasks = await started(made, held, *(("eve", f"eve {number}") for number in range(3)))
        with pytest.raises(Busy) as refused:
            await made.run("eve", held, "eve 3")
        assert refused.value.retry_after > 0
        tasks += await started(made, held, ("ann", "ann"))
        held.let_go()
        await asyncio.gather(*tasks)
    assert "ann" in held.begun
    assert "eve 3" not in held.begun


async def test_too_many_calls_are_refused_whoever_asks() -> None:
    with executor(waiting=2) as (made, held):
        tasks = await started(made, held, ("ann", "ann"), ("ben", "ben"), ("cat", "cat"))
        with pytest.raises(Busy):
            await made.run("dan", held, "dan")
        held.let_go()
        await asyncio.gather(*tasks)
        assert await made.run("dan", held, "dan") == "dan"


async def test_who_goes_away_while_waiting_leaves_no_gap() -> None:
    with executor() as (made, held):
        first, gone, last = await started(made, held, ("ann", "ann"), ("ben", "ben"), ("cat", "cat"))
        gone.cancel()
        await asyncio.wait([gone])
        assert made.waiting == 1
        held.let_go()
        assert [await first, await last] == ["ann", "cat"]
    assert "ben" not in held.begun


async def test_a_call_that_runs_keeps_its_thread_when_its_caller_goes_away() -> None:
    with executor() as (made, held):
        gone, waiting = await started(made, held, ("ann", "ann"), ("ben", "ben"))
        gone.cancel()
        await asyncio.wait([gone])
        assert held.begun == ["ann"]
        assert made.waiting == 1
        held.let_go()
        assert await waiting == "ben"


async def test_who_is_given_a_thread_and_goes_away_at_that_moment_gives_it_back() -> None:
    with executor() as (made, held):
        first, gone, last = await started(made, held, ("ann", "ann"), ("ben", "ben"), ("cat", "cat"))
        first.add_done_callback(lambda _: gone.cancel())
        held.let_go()
        assert await last == "cat"
        await asyncio.wait([gone])


async def test_closing_refuses_those_who_wait() -> None:
    with executor() as (made, held):
        running, waiting = await started(made, held, ("ann", "ann"), ("ben", "ben"))
        made.close()
        with pytest.raises(Busy):
            await waiting
        held.let_go()
        assert await running == "ann"


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own")
async def test_threads_give_up_priority_and_nobody_else_does() -> None:
    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    nicer, usual = FairExecutor("nicer", 1, niceness=3), FairExecutor("usual", 1)
    before = priority()
    assert await nicer.run("ann", priority) == before + 3
    assert [await usual.run("ann", priority), priority()] == [before, before]
    nicer.close()
    usual.close()
