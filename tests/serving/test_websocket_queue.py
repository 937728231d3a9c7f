"""What has come over a websocket, until somebody takes it."""

import asyncio

from chatapp.serving.websocket_queue import WebSocketQueue


async def test_what_has_come_is_taken_in_its_order_and_waited_for() -> None:
    queue = WebSocketQueue[int]()
    taken = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    assert queue.empty()
    queue.put_nowait(1)
    queue.put_nowait(2)
    assert await taken == 1
    assert not queue.empty()
    assert await queue.get() == 2
    assert queue.empty()


async def test_what_comes_after_somebody_has_ceased_to_wait_is_kept() -> None:
    queue = WebSocketQueue[int]()
    gone = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    queue.put_nowait(1)
    gone.cancel()  # at the very moment in which it comes
    await asyncio.wait([gone])
    assert gone.cancelled()
    assert await queue.get() == 1
