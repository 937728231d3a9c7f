"""Posting as fast as messages are acknowledged, and what that cost whom."""

import gc
import select
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

from benchmarks.growing.crowd import Crowd
from benchmarks.growing.lanes import Lane
from benchmarks.growing.stage import Clock, Cpu

SWEEP_EVERY = 0.03  # seconds
MOMENT = 0.001  # seconds that lanes' answers may gather while pages look on
PLAIN = 0.5  # seconds without a message after which everything has been said
PATIENCE = 20.0  # seconds without an acknowledgement after which none will come


@dataclass(frozen=True, slots=True)
class Burst:
    """What a burst was. ``took``: seconds from the first post to the last message on a page.

    ``waited``: seconds from a lane's newest post to what it is told next: of a window of one, how long each post took.
    """

    posts: int
    took: float
    cpu: Cpu
    client_cpu: float
    waited: list[float] = field(default_factory=list)


class Clocked(Protocol):
    """What is measured."""

    def cpu(self) -> Clock:
        """Return what every part has used so far."""


class Poster:
    """Drives the lanes. It blocks: an event loop of its own would cost more than what it does."""

    def __init__(self, stage: Clocked, numbers: Iterator[int], lanes: Sequence[Lane], crowd: Crowd) -> None:
        self._stage, self._numbers, self._lanes, self._crowd = stage, numbers, lanes, crowd
        self._poll = select.epoll()
        self._by_socket = {lane.source.socket.fileno(): lane for lane in lanes}
        for descriptor in self._by_socket:
            self._poll.register(descriptor, select.EPOLLIN)

    def burst(self, *, window: int, seconds: float = 0.0, posts: int = 0) -> Burst:
        """Keep ``window`` messages of each lane under way, for so long or so many messages in all.

        Raises:
            RuntimeError: the server stopped acknowledging.
            ConnectionError: it closed a connection.
        """
        gc.collect()
        gc.disable()
        try:
            return self._burst(window, seconds, posts)
        finally:
            gc.enable()

    def close(self) -> None:
        """Drive nothing more; the lanes' connections are their makers' to close."""
        self._poll.close()

    def _burst(self, window: int, seconds: float, posts: int) -> Burst:
        cpu, own, began = self._stage.cpu(), time.process_time(), perf_counter()
        end = began + seconds
        left = posts or 1 << 60
        acknowledged = {lane: lane.acknowledged for lane in self._lanes}
        posted = dict.fromkeys(self._lanes, 0)
        waited = list[float]()
        for lane in self._lanes:
            left -= self._post(lane, min(window, left), posted)
        heard = swept = began
        while (now := perf_counter()) - heard < PATIENCE:
            for descriptor, _ in self._poll.poll(SWEEP_EVERY):
                lane = self._by_socket[descriptor]
                if lane.source.read():
                    heard = perf_counter()
                    waited.append(heard - lane.posted_at)
                under_way = posted[lane] - (lane.acknowledged - acknowledged[lane])
                if not seconds or now < end:
                    left -= self._post(lane, min(window - under_way, left), posted)
                lane.flush()
            if self._crowd.sources:
                if now - swept > SWEEP_EVERY:
                    swept = now
                    self._crowd.sweep()
                time.sleep(MOMENT)
            is_over = (posts and not left) or (seconds and now >= end)
            if is_over and all(posted[lane] == lane.acknowledged - acknowledged[lane] for lane in self._lanes):
                last = max(heard, self._crowd.last_at)
                if not self._crowd.sources or now - last > PLAIN:
                    used, client = self._stage.cpu() - cpu, time.process_time() - own
                    return Burst(sum(posted.values()), last - began, used, client, waited)
        raise RuntimeError("the server stopped acknowledging")

    def _post(self, lane: Lane, count: int, posted: dict[Lane, int]) -> int:
        if count > 0:
            lane.post([next(self._numbers) for _ in range(count)])
            posted[lane] += count
        return max(0, count)
