"""Publishes to other processes: a bounded queue, emptied by one task over one connection."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import groupby
from operator import itemgetter

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from chatapp.broker.channels import Channels
from chatapp.broker.codec import encode, is_ephemeral
from chatapp.broker.timeouts import Timeouts
from chatapp.events import MISSED_TOPIC, Event, EventsMissed
from chatapp.timers import end_task

log = structlog.get_logger(__name__)

BATCH_EVENTS = 200  # events in one round trip
EPHEMERAL_SHARE = 0.1  # of the queue, after which it takes no ephemeral events
BATCH_BYTES = 32_000  # bytes after which a message takes no further event
AWAY = (RedisError, OSError, TimeoutError)

IsUp = Callable[[str], None]  # called with the reason it is down, or an empty text when it is up


class Outgoing:
    """Sends in order. What cannot be sent is dropped and counted; the others get EventsMissed afterwards.

    ``beat``: the topic of this process's own heartbeat, which proves that Redis works.
    """

    def __init__(
        self, client: "Redis", channels: Channels, origin: str, beat: str, timeouts: Timeouts, on_change: IsUp
    ) -> None:
        self._client = client
        self._channels = channels
        self._origin = origin
        self._beat = beat
        self._timeouts = timeouts
        self._on_change = on_change
        self._waiting: deque[tuple[str, Event]] = deque()
        self._is_down = False
        self._has_dropped = False
        self._beat_due = 0.0  # by the loop's clock
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.sent = self.dropped = 0

    def put(self, topic: str, event: Event) -> None:
        """Queue an event. Never blocks; while Redis is away, or the queue is full, it is dropped.

        An ephemeral event is dropped before the queue is full, and that is no loss to report.
        """
        if is_ephemeral(event) and (self._is_down or len(self._waiting) >= self._timeouts.waiting * EPHEMERAL_SHARE):
            return
        if self._is_down or len(self._waiting) >= self._timeouts.waiting:
            self._drop(1)
            return
        self._waiting.append((topic, event))
        self.start()
        self._idle.clear()
        self._wake.set()

    @property
    def waiting(self) -> int:
        """How many events are queued."""
        return len(self._waiting)

    def start(self) -> None:
        """Start sending events and heartbeats. Idempotent."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="broker sends")

    async def close(self) -> None:
        """Send queued events for at most ``timeouts.closing`` seconds, and close the connection."""
        if self._task is not None and not self._is_down:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timeouts.closing):
                    await self._idle.wait()
        await end_task(self._task)
        self._task = None
        await self._client.aclose()

    async def _run(self) -> None:
        pause = self._timeouts.first_retry
        while True:
            try:
                await self._send()
            except AWAY as error:
                self._is_down = True
                self._on_change(str(error) or type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, self._timeouts.longest_retry)
            except Exception:  # a bug of ours: report what was queued as missed, and go on
                log.exception("publishing events failed")
                await asyncio.sleep(pause)
            else:
                pause = self._timeouts.first_retry

    async def _send(self) -> None:
        """Send queued events, or a heartbeat after a quiet period."""
        if not self._waiting and not self._is_down:
            self._idle.set()
            self._wake.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._beat_due):
                    await self._wake.wait()
        batch = [self._waiting.popleft() for _ in range(min(BATCH_EVENTS, len(self._waiting)))]
        has_dropped, self._has_dropped = self._has_dropped, False
        try:
            async with asyncio.timeout(self._timeouts.answer):
                await self._publish(batch, has_dropped)
        except BaseException:
            self._drop(sum(not is_ephemeral(event) for _, event in (*batch, *self._waiting)))
            self._waiting.clear()
            self._has_dropped = self._has_dropped or has_dropped
            raise
        self.sent += len(batch)
        self._is_down = False
        self._on_change("")

    async def _publish(self, batch: list[tuple[str, Event]], has_dropped: bool) -> None:
        async with self._client.pipeline(transaction=False) as pipeline:
            if has_dropped:
                pipeline.publish(self._channels.of(MISSED_TOPIC), encode(self._origin, EventsMissed()))
            for topic, message in self._messages(batch):
                pipeline.publish(self._channels.of(topic), message)
            if self._is_down or self._now() >= self._beat_due:
                pipeline.publish(self._channels.of(self._beat), str(self._now()))
                self._beat_due = self._now() + self._timeouts.beat
            await pipeline.execute()

    def _messages(self, batch: list[tuple[str, Event]]) -> Iterator[tuple[str, bytes]]:
        """Yield messages in order; consecutive events of one topic share a message, one per line."""
        for topic, run in groupby(batch, key=itemgetter(0)):
            lines, size = list[bytes](), 0
            for _, event in run:
                if size > BATCH_BYTES:
                    yield topic, b"\n".join(lines)
                    lines, size = [], 0
                lines.append(encode(self._origin, event))
                size += len(lines[-1])
            yield topic, b"\n".join(lines)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _drop(self, count: int) -> None:
        self.dropped += count
        self._has_dropped = self._has_dropped or count > 0
