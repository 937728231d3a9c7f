"""What has come over a websocket, until somebody takes it."""

import asyncio

from chatapp.serving.arrivals import Arrivals


async def test_what_has_come_is_taken_in_its_order_and_waited_for() -> None:
    arrivals = Arrivals[int]()
    taken = asyncio.create_task(arrivals.get())
    await asyncio.sleep(0)
    assert arrivals.empty()
    arrivals.put_nowait(1)
    arrivals.put_nowait(2)
    assert await taken == 1
    assert not arrivals.empty()
    assert await arrivals.get() == 2
    assert arrivals.empty()


async def test_what_comes_after_somebody_has_ceased_to_wait_is_kept() -> None:
    arrivals = Arrivals[int]()
    gone = asyncio.create_task(arrivals.get())
    await asyncio.sleep(0)
    arrivals.put_nowait(1)
    gone.cancel()  # at the very moment in which it comes
    await asyncio.wait([gone])
    assert gone.cancelled()
    assert await arrivals.get() == 1
