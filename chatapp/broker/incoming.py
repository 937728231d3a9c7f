"""Receives from other processes: one connection, subscribed to the topics with local subscribers."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import ConnectionError as LostError

from chatapp.broker.channels import Channels
from chatapp.broker.outgoing import AWAY, IsUp
from chatapp.broker.timeouts import Timeouts
from chatapp.timers import end_task

log = structlog.get_logger(__name__)

COMMAND_TOPICS = 500  # topics in one command
YIELD_AFTER = 0.005  # seconds of reading, then other tasks get a turn

OnMessage = Callable[[str, bytes], None]


class Incoming:
    """Keeps Redis's subscriptions equal to the local ones, across lost connections.

    ``beat``: the topic of this process's own heartbeat; without it the connection counts as lost.
    ``on_late``: called when a subscription took longer than `settle` waits: events may have been missed.
    """

    def __init__(
        self,
        client: "Redis",
        channels: Channels,
        beat: str,
        timeouts: Timeouts,
        *,
        on_message: OnMessage,
        on_change: IsUp,
        on_late: Callable[[], None],
    ) -> None:
        self._client = client
        self._channels = channels
        self._beat = beat
        self._timeouts = timeouts
        self._on_message = on_message
        self._on_change = on_change
        self._on_late = on_late
        self._topics: dict[str, float] = {beat: 0.0}  # topic → since when, by the loop's clock
        self._sent: set[str] = set()
        self._changed: set[str] = set()  # topics whose subscription may not have been sent to Redis yet
        self._unconfirmed: Counter[str] = Counter()
        self._wake = asyncio.Event()
        self._settled = asyncio.Event()
        self._is_up = False
        self._last_beat = 0.0
        self._task: asyncio.Task[None] | None = None
        self.lag = 0.0  # seconds the last beat took

    def subscribe(self, topic: str) -> None:
        """Subscribe to a topic."""
        self._topics[topic] = self._now() if self._task is not None else 0.0
        self._changed.add(topic)
        self._settled.clear()
        self._wake.set()

    def unsubscribe(self, topic: str) -> None:
        """Unsubscribe from a topic."""
        self._topics.pop(topic, None)
        self._changed.add(topic)
        self._wake.set()

    async def settle(self) -> None:
        """Wait, for a limited time, until all subscriptions are confirmed; returns at once without a connection."""
        if self._is_up and not self._settled.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timeouts.settle):
                    await self._settled.wait()

    async def open(self) -> None:
        """Connect, and stay connected. Returns when the first attempt has succeeded or timed out."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="broker listens")
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timeouts.answer):
                    await self._settled.wait()

    async def close(self) -> None:
        """Close the connection."""
        await end_task(self._task)
        self._task = None
        await self._client.aclose()

    async def _run(self) -> None:
        pause = self._timeouts.first_retry
        while True:
            was_up = False
            try:
                await self._listen()
            except* AWAY as group:
                was_up = self._is_up
                self._down(str(group.exceptions[0]) or type(group.exceptions[0]).__name__)
            except* Exception:  # a bug of ours: keep receiving
                log.exception("broker subscription failed")
                self._down("internal error")
            pause = self._timeouts.first_retry if was_up else min(pause * 2, self._timeouts.longest_retry)
            await asyncio.sleep(pause)

    def _down(self, reason: str) -> None:
        self._is_up = False
        self._settled.clear()
        self._on_change(reason)

    async def _listen(self) -> None:
        """Listen over one connection until it is lost."""
        self._sent, self._unconfirmed, self._last_beat = set(), Counter(), self._now()
        self._changed = set(self._topics)
        pubsub = self._client.pubsub()
        try:
            async with asyncio.TaskGroup() as tasks:
                async with asyncio.timeout(self._timeouts.answer):
                    await self._adjust(pubsub)
                tasks.create_task(self._keep_adjusted(pubsub))
                tasks.create_task(self._read(pubsub))
        finally:
            with suppress(*AWAY):
                await pubsub.aclose()  # type: ignore[no-untyped-call]

    async def _keep_adjusted(self, pubsub: PubSub) -> None:
        while True:
            await self._wake.wait()
            async with asyncio.timeout(self._timeouts.answer):
                await self._adjust(pubsub)

    async def _adjust(self, pubsub: PubSub) -> None:
        """Send changed subscriptions to Redis."""
        self._wake.clear()
        changed = sorted(self._changed)
        for some in _batches(topic for topic in changed if topic in self._topics and topic not in self._sent):
            self._sent.update(some)
            self._unconfirmed.update(some)
            await pubsub.subscribe(*map(self._channels.of, some))
        for some in _batches(topic for topic in changed if topic in self._sent and topic not in self._topics):
            self._sent.difference_update(some)
            await pubsub.unsubscribe(*map(self._channels.of, some))
        self._changed.difference_update(
            topic for topic in changed if (topic in self._topics) == (topic in self._sent)
        )  # what has changed again meanwhile stays, and has woken us
        self._settle_if_confirmed()

    async def _read(self, pubsub: PubSub) -> None:
        last_yield = self._now()
        while True:
            message = await pubsub.get_message(timeout=self._timeouts.beat)
            if message is not None:
                self._dispatch(message["type"], self._channels.topic(message["channel"] or b""), message["data"])
            if self._now() - self._last_beat > self._timeouts.silence:
                raise LostError("nothing comes back through Redis")
            if self._now() - last_yield > YIELD_AFTER:
                await asyncio.sleep(0)
                last_yield = self._now()

    def _dispatch(self, kind: str, topic: str, data: bytes) -> None:
        if kind == "subscribe":
            self._confirm(topic)
        elif kind == "message" and topic == self._beat:
            self._last_beat = self._now()
            self.lag = self._last_beat - float(data)
        elif kind == "message":
            self._on_message(topic, data)

    def _confirm(self, topic: str) -> None:
        self._unconfirmed[topic] -= 1
        if self._unconfirmed[topic] <= 0:
            del self._unconfirmed[topic]
        since = self._topics.get(topic, 0.0)
        if self._is_up and since and self._now() - since > self._timeouts.settle:
            self._on_late()
        self._settle_if_confirmed()

    def _settle_if_confirmed(self) -> None:
        if self._unconfirmed or self._changed:
            return
        self._settled.set()
        if not self._is_up:
            self._is_up = True
            self._on_change("")

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _batches(topics: Iterator[str]) -> Iterator[list[str]]:
    while some := list(islice(topics, COMMAND_TOPICS)):
        yield some
