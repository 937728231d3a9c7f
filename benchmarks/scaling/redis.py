"""What it costs to send events through a real Redis, for the process and for Redis."""

import asyncio
import statistics
from collections.abc import Sequence

from benchmarks.scaling.events import ORIGIN, cpu, some
from benchmarks.scaling.others import giver, takers
from chatapp.broker.codec import encode
from chatapp.broker.redis import RedisBroker
from chatapp.events import Event
from tests.support.servers.redis_server import RedisServer

DEAF = 16  # subscribers that only take


async def through_redis(events: int) -> dict[str, float]:
    """Send events through a real Redis, to nobody, to another broker, and to many who only take them."""
    redis = await RedisServer().start()
    try:
        one, other = RedisBroker(redis.url), RedisBroker(redis.url)
        await one.open()
        await other.open()
        said = some(events)
        before = await _used(redis)
        with cpu() as sending:
            await _publish(one, "nobody", said)
        publishing = (await _used(redis) - before) / events
        receiving = await _receiving(redis, other, said)
        topics = await _subscribing(other)
        await one.close()
        await other.close()
        delivering = await _delivering(redis, said[:1000])
    finally:
        await redis.stop()
    return {
        "broker_send": sending() / events,
        "broker_receive": receiving,
        "redis_publish": publishing,
        "redis_deliver": max(0.1, delivering - publishing / DEAF),
        **topics,
    }


async def _receiving(redis: RedisServer, broker: RedisBroker, said: Sequence[Event]) -> float:
    """Return the cost of an event from another process, in batches of about ten, as on a busy day."""
    heard: list[Event] = []
    broker.subscribe("room", heard.append)
    await broker.settle()
    commands = b"".join(
        b"*3\r\n$7\r\nPUBLISH\r\n$14\r\nchatapp:0:room\r\n$%d\r\n%b\r\n" % (len(data), data)
        for data in (encode(ORIGIN, event) for event in said)
    )
    with giver(redis.port, commands, len(said) // 10), cpu() as hearing:
        while len(heard) < len(said):  # noqa: ASYNC110  (a list is no event)
            await asyncio.sleep(0.02)
    return hearing() / len(said)


async def _delivering(redis: RedisServer, said: Sequence[Event]) -> float:
    """Return Redis's CPU for each event and subscriber, the publishing included.

    Each event is published by itself: Redis writes simultaneous events to a subscriber together, which is cheaper.
    """
    with takers(redis.port, DEAF, "SUBSCRIBE chatapp:0:many\r\n"):
        broker = RedisBroker(redis.url)
        await broker.open()
        while (await _subscribers(redis)) < DEAF:  # noqa: ASYNC110  (another process is no event)
            await asyncio.sleep(0.01)
        before = await _used(redis)
        await _publish(broker, "many", said, at_once=1)
        await broker.close()
        return (await _used(redis) - before) / len(said) / DEAF


async def _used(redis: RedisServer) -> float:
    """Return the CPU that Redis says it has used, in µs."""
    async with redis.client() as client:
        told = await client.info("cpu")
    return float(told["used_cpu_user"] + told["used_cpu_sys"]) * 1e6


async def _subscribers(redis: RedisServer) -> int:
    async with redis.client() as client:
        [(_, count)] = await client.pubsub_numsub("chatapp:0:many")
    return int(count)


async def _publish(broker: RedisBroker, topic: str, said: Sequence[Event], *, at_once: int = 20) -> None:
    """Publish ``at_once`` events in each turn of the loop, and wait until all are sent; one by one, after each."""
    for first in range(0, len(said), at_once):
        for event in said[first : first + at_once]:
            broker.publish(topic, event)
        await asyncio.sleep(0)
        while at_once == 1 and broker.outgoing.sent < first + 1:  # noqa: ASYNC110  (a number is no event)
            await asyncio.sleep(0)
    while broker.outgoing.waiting:  # noqa: ASYNC110
        await asyncio.sleep(0.001)


async def _subscribing(broker: RedisBroker) -> dict[str, float]:
    """Return what another topic costs a process that has few of them, and what each of many topics adds to that."""
    seconds = {}
    for count in (100, 10_000):
        for index in range(count):
            broker.subscribe(f"room:{count}:{index}", lambda _: None)
        await broker.settle()
        times = []
        for turn in range(20):
            with cpu() as taken:
                broker.subscribe(f"new:{count}:{turn}", lambda _: None)
                await broker.settle()
            times.append(taken())
        seconds[count] = statistics.median(times)
    each = max(0.0, (seconds[10_000] - seconds[100]) / 10_000)
    return {"subscribe": max(0.0, seconds[100] - 100 * each), "subscribe_for_each_topic": each}
