"""What a coroutine takes of the event loop is told: neither more, nor less, nor to anybody else."""

import asyncio

import pytest

from chatapp.executors import FairExecutor
from chatapp.throttling.metered import EACH, METER, Meter, Metered
from tests.support.running.clock import Clock


class Work:
    """Coroutines that take time of a clock of their own, which nothing else does."""

    def __init__(self) -> None:
        self.clock, self.paid = Clock(), list[float]()

    def metered(self, *steps: float) -> Metered[str]:
        """Return one that takes as many `EACH` in each step, with an await between."""

        async def work() -> str:
            for step in steps:
                self.clock.advance(step * EACH)
                await asyncio.sleep(0)
            return "done"

        return Metered(work(), Meter(self.paid.append), clock=lambda: self.clock.now)


@pytest.mark.parametrize(
    ("steps", "paid"), [((0.25, 0.25, 0.25), []), ((0.5, 0.75, 0.5), [1]), ((3.5, 0.25), [3]), ((0.5, 2.75), [3])]
)
@pytest.mark.parametrize("is_task", [False, True])
async def test_each_full_measure_counts_once(steps: tuple[float, ...], paid: list[float], *, is_task: bool) -> None:
    work = Work()
    metered = work.metered(*steps)
    assert await (asyncio.create_task(metered) if is_task else metered) == "done"
    assert work.paid == paid


async def test_what_is_awaited_costs_nothing() -> None:
    work, ended = Work(), asyncio.Event()

    async def waits() -> None:
        await ended.wait()

    task: asyncio.Task[None] = asyncio.create_task(
        Metered(waits(), Meter(work.paid.append), clock=lambda: work.clock.now)
    )
    await asyncio.sleep(0)
    work.clock.advance(100 * EACH)
    ended.set()
    await task
    assert work.paid == []


@pytest.mark.parametrize("has_begun", [False, True])
async def test_it_is_cancelled_and_fails_as_the_coroutine_does(*, has_begun: bool) -> None:
    work = Work()
    task: asyncio.Task[str] = asyncio.create_task(work.metered(2, 1))
    for _ in range(has_begun):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.paid == [2] * has_begun

    async def fails() -> None:
        await asyncio.sleep(0)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await Metered(fails(), Meter(work.paid.append))


async def test_what_an_executor_does_for_somebody_is_told_with_what_comes_next(monkeypatch: pytest.MonkeyPatch) -> None:
    work, clock = Work(), iter([0.0, 2.5 * EACH])
    monkeypatch.setattr("chatapp.throttling.metered.thread_time", lambda: next(clock))
    executor, meter = FairExecutor("test", 1), Meter(work.paid.append)
    await executor.run("ben", str)  # nobody's
    before = METER.set(meter)
    await executor.run("ann", str)
    METER.reset(before)
    assert work.paid == []
    meter.add(0)
    assert work.paid == [2]
    executor.close()
