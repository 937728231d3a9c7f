"""What other processes publish: one connection that is subscribed to the topics somebody here listens to."""

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

log = structlog.get_logger(__name__)

AT_ONCE = 500  # topics in one command
BREATH = 0.005  # seconds after which others have their turn

OnMessage = Callable[[str, bytes], None]


class Incoming:
    """Keeps Redis's subscriptions equal to what is wanted here, over any number of lost connections.

    ``beat``: the topic on which this process hears itself; its silence means that the connection leads nowhere.
    ``on_late``: called when a topic was subscribed to later than `settle` waits: something may have gone unheard.
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
        self._wanted: dict[str, float] = {beat: 0.0}  # topic → since when, by the loop's clock
        self._sent: set[str] = set()
        self._changed: set[str] = set()  # topics of which Redis may not know yet whether they are wanted
        self._unconfirmed: Counter[str] = Counter()
        self._wake = asyncio.Event()
        self._settled = asyncio.Event()
        self._is_up = False
        self._heard_beat = 0.0
        self._task: asyncio.Task[None] | None = None
        self.lag = 0.0  # seconds the last beat took

    def want(self, topic: str) -> None:
        """Hear a topic from now on."""
        self._wanted[topic] = self._now() if self._task is not None else 0.0
        self._changed.add(topic)
        self._settled.clear()
        self._wake.set()

    def unwant(self, topic: str) -> None:
        """Hear a topic no more."""
        self._wanted.pop(topic, None)
        self._changed.add(topic)
        self._wake.set()

    async def settle(self) -> None:
        """Return when all that is wanted is heard; at once while there is no connection, and soon if it is slow."""
        if self._is_up and not self._settled.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timeouts.settle):
                    await self._settled.wait()

    async def open(self) -> None:
        """Connect, and stay connected; returns when the first try has succeeded or been given up."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="broker listens")
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timeouts.answer):
                    await self._settled.wait()

    async def close(self) -> None:
        """Let go of the connection."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
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
            except* Exception:  # a bug of ours: the process must not stay deaf
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
        self._sent, self._unconfirmed, self._heard_beat = set(), Counter(), self._now()
        self._changed = set(self._wanted)
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
        """Tell Redis what is wanted now and was not before, and the other way round; looks at nothing else."""
        self._wake.clear()
        changed = sorted(self._changed)
        for some in _batches(topic for topic in changed if topic in self._wanted and topic not in self._sent):
            self._sent.update(some)
            self._unconfirmed.update(some)
            await pubsub.subscribe(*map(self._channels.of, some))
        for some in _batches(topic for topic in changed if topic in self._sent and topic not in self._wanted):
            self._sent.difference_update(some)
            await pubsub.unsubscribe(*map(self._channels.of, some))
        self._changed.difference_update(
            topic for topic in changed if (topic in self._wanted) == (topic in self._sent)
        )  # what has changed again meanwhile stays, and has woken us
        self._settle_if_confirmed()

    async def _read(self, pubsub: PubSub) -> None:
        breath = self._now()
        while True:
            message = await pubsub.get_message(timeout=self._timeouts.beat)
            if message is not None:
                self._take(message["type"], self._channels.topic(message["channel"] or b""), message["data"])
            if self._now() - self._heard_beat > self._timeouts.silence:
                raise LostError("nothing comes back through Redis")
            if self._now() - breath > BREATH:
                await asyncio.sleep(0)
                breath = self._now()

    def _take(self, kind: str, topic: str, data: bytes) -> None:
        if kind == "subscribe":
            self._confirm(topic)
        elif kind == "message" and topic == self._beat:
            self._heard_beat = self._now()
            self.lag = self._heard_beat - float(data)
        elif kind == "message":
            self._on_message(topic, data)

    def _confirm(self, topic: str) -> None:
        self._unconfirmed[topic] -= 1
        if self._unconfirmed[topic] <= 0:
            del self._unconfirmed[topic]
        since = self._wanted.get(topic, 0.0)
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
    while some := list(islice(topics, AT_ONCE)):
        yield some
