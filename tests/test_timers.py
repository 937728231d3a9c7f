"""Many requests become one call: the first at once, the others together."""

import asyncio
from time import monotonic

from chatapp.timers import Coalescer, FewAtOnce, OneATurn, next_set
from tests.support.running.clock import Clock
from tests.support.running.patience import PATIENCE, until

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


async def test_those_who_take_turns_go_on_one_at_a_time_in_their_order_and_who_is_alone_at_once() -> None:
    turns, loop = OneATurn(), asyncio.get_running_loop()
    assert goes_on_at_once(turns)
    went_on: list[tuple[int, int]] = []  # who, and in which turn of the loop
    turn = 0

    def count() -> None:
        nonlocal turn
        turn += 1
        loop.call_soon(count)

    async def take(who: int) -> None:
        await turns.wait()
        went_on.append((who, turn))

    count()
    tasks = [asyncio.create_task(take(who)) for who in range(6)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    await asyncio.wait(tasks)
    assert [who for who, _ in went_on] == [0, 1, 2, 4, 5]
    assert len({at for _, at in went_on}) == 5
    await asyncio.sleep(0)
    assert goes_on_at_once(turns)


def goes_on_at_once(turns: OneATurn) -> bool:
    waiting = turns.wait()
    try:
        waiting.send(None)
    except StopIteration:
        return True
    waiting.close()
    return False


async def test_few_go_on_at_once_others_in_their_order_and_who_was_cancelled_holds_no_place() -> None:
    few, went_on, may_end = FewAtOnce(2, patience=PATIENCE), list[int](), asyncio.Event()

    async def take(who: int) -> None:
        async with few.place():
            went_on.append(who)
            await may_end.wait()

    tasks = [asyncio.create_task(take(who)) for who in range(5)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert went_on == [0, 1]
    for cancelled in (0, 2):
        tasks[cancelled].cancel()
    await until(lambda: went_on == [0, 1, 3])
    may_end.set()
    await asyncio.wait(tasks)
    assert went_on == [0, 1, 3, 4]


async def test_who_has_waited_long_enough_for_a_place_goes_on_and_leaves_it_to_others() -> None:
    few = FewAtOnce(1, patience=0.01)
    async with few.place():
        async with few.place(), few.place():
            pass
        waiting = FewAtOnce(1, patience=PATIENCE)
        async with waiting.place():
            late = asyncio.create_task(_hold(waiting))
            await asyncio.sleep(0.05)
            assert not late.done()
        await late


async def _hold(few: FewAtOnce) -> None:
    async with few.place():
        pass


async def test_an_event_is_waited_for_until_it_is_set_anew_or_the_time_is_over() -> None:
    due = asyncio.Event()
    due.set()
    waiting = asyncio.create_task(next_set(due, at_most=10 * PATIENCE))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    due.set()
    async with asyncio.timeout(PATIENCE):
        await waiting
        assert due.is_set()
        await next_set(due, at_most=0.01)
    assert due.is_set()
