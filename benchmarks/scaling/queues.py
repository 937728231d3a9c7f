"""The same load event by event: how long a message takes to the last page, and where it waits.

Every broker and every process is one server that does one thing after the other. Posts come at random. Of many
processes a few are followed: they are all alike. What a process does besides makes it so much slower.
"""

import heapq
import itertools
import math
import random
from bisect import bisect
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.scaling.costs import Costs
from benchmarks.scaling.deployment import Deployment, meeting, shard_of
from benchmarks.scaling.load import Load
from benchmarks.scaling.workload import Rooms, Workload
from chatapp.realtime import activity
from pages.room.timeline import rendered_room

FOLLOWED = 6  # processes
BESIDES = ("posts", "presence", "attendance", "idle", "opening")  # what makes a process slower
SLOWEST = 0.02  # of its speed that is left to a process that has too much to do besides


@dataclass(slots=True)
class Server:
    """Works one item after another. ``speed``: the share of its core that it has for this."""

    speed: float = 1.0
    free_at: float = 0.0
    busy: float = 0.0
    longest: int = 0
    _ends: deque[float] = field(default_factory=deque)

    def serve(self, now: float, cost: float) -> float:
        """Queue work that costs that many µs; returns when it is done, in seconds."""
        while self._ends and self._ends[0] <= now:
            self._ends.popleft()
        took = cost / 1e6 / self.speed
        self.free_at = max(now, self.free_at) + took
        self.busy += took
        self._ends.append(self.free_at)
        self.longest = max(self.longest, len(self._ends))
        return self.free_at


@dataclass(slots=True)
class Outcome:
    """The outcome. Latencies in seconds, from the commit to the last page of a process, sorted."""

    seconds: float
    posts: int = 0
    deliveries: int = 0
    wanted: int = 0  # posts × pages that show their room
    latencies: list[float] = field(default_factory=list)
    process_busy: float = 0.0  # of the time left to it, the busiest
    broker_busy: float = 0.0
    process_queue: int = 0
    broker_queue: int = 0

    def latency_ms(self, percent: float) -> float:
        """Return the nearest-rank percentile in ms; 0 without any."""
        if not self.latencies:
            return 0.0
        return self.latencies[max(0, math.ceil(len(self.latencies) * percent / 100) - 1)] * 1e3


@dataclass(slots=True)
class _Place:
    """One room on one process."""

    viewers: int
    listeners: int  # members who look at something else
    waiting: list[float] = field(default_factory=list)  # when the messages of the next frame were committed
    shown_at: float = -1.0


class Flow:
    """One run. ``tracked``: how many processes; with all of them, everybody is somewhere exactly once."""

    def __init__(
        self,
        workload: Workload,
        deployment: Deployment,
        costs: Costs,
        load: Load,
        *,
        tracked: int = FOLLOWED,
        seed: int = 1,
    ) -> None:
        self._random = random.Random(seed)
        self._costs, self._processes = costs, load.processes
        self._followed = min(tracked, load.processes)
        self._rooms = [each for each in workload.rooms() if each.posts]
        self._weights = list(itertools.accumulate(each.count * each.posts for each in self._rooms))
        self._brokers = [f"broker-{index}" for index in range(deployment.brokers)]
        besides = sum(load.process.get(name, 0.0) for name in BESIDES)
        speed = max(SLOWEST, 1 - besides)
        self._servers = [Server(speed) for _ in range(self._followed)]
        self._redis = {name: Server() for name in self._brokers}
        self._places: dict[tuple[int, int], list[_Place]] = {}
        self._due: list[tuple[float, int, Callable[[float], None]]] = []
        self._turn = itertools.count()
        self._told: dict[int, list[_Place]] = {}
        self._outcome = Outcome(0.0)

    def run(self, seconds: float) -> Outcome:
        """Let people post for so long, and wait until all is shown."""
        self._outcome = Outcome(seconds)
        self._at(self._random.expovariate(self._weights[-1]), self._post)
        while self._due:
            at, _, do = heapq.heappop(self._due)
            do(at)
        found = self._outcome
        found.latencies.sort()
        found.process_busy = max(server.busy for server in self._servers) / seconds
        found.process_queue = max(server.longest for server in self._servers)
        found.broker_busy = max(server.busy for server in self._redis.values()) / seconds
        found.broker_queue = max(server.longest for server in self._redis.values())
        return found

    def _at(self, at: float, do: Callable[[float], None]) -> None:
        heapq.heappush(self._due, (at, next(self._turn), do))

    def _post(self, now: float) -> None:
        """Commit a message: its own process shows it at once, the others hear of it through the broker."""
        if now > self._outcome.seconds:
            return
        self._at(now + self._random.expovariate(self._weights[-1]), self._post)
        index = min(bisect(self._weights, self._random.random() * self._weights[-1]), len(self._rooms) - 1)
        room, which = self._rooms[index], self._random.randrange(self._rooms[index].count)
        places = self._everybody_in(index, which, room)
        self._outcome.posts += 1
        self._outcome.wanted += sum(place.viewers for place in places)
        origin = self._random.randrange(self._processes)
        heard_at = now
        if self._processes > 1:
            broker = self._redis[shard_of(f"room:{index}:{which}", self._brokers)]
            hearing = meeting(room.members, self._processes)
            heard_at = broker.serve(now, self._costs.redis_publish + hearing * self._costs.redis_deliver)
        for process, place in enumerate(places):
            if place.viewers or place.listeners:
                at = now if process == origin else heard_at
                self._at(at, lambda then, process=process, place=place: self._hear(then, now, process, place))

    def _hear(self, now: float, committed: float, process: int, place: _Place) -> None:
        """Take an event in; show it at once, or with what came within the last hundredth of a second."""
        done = self._servers[process].serve(now, self._costs.broker_receive if self._processes > 1 else 0.0)
        if place.viewers:
            place.waiting.append(committed)
            if len(place.waiting) == 1:
                self._at(
                    max(done, place.shown_at + rendered_room.INTERVAL), lambda then: self._show(then, process, place)
                )
        if place.listeners:
            told = self._told.setdefault(process, [])
            if not told:
                self._at(done + activity.INTERVAL, lambda then: self._tell(then, process))
            if place not in told:
                told.append(place)

    def _show(self, now: float, process: int, place: _Place) -> None:
        committed, place.waiting = place.waiting, []
        costs, server = self._costs, self._servers[process]
        done = place.shown_at = server.serve(now, costs.frame * len(committed) + costs.page_write * place.viewers)
        server.serve(now, max(0.0, costs.seen - costs.page_write) * place.viewers)  # read marks, acknowledgements
        self._outcome.latencies += [done - at for at in committed]
        self._outcome.deliveries += len(committed) * place.viewers

    def _tell(self, now: float, process: int) -> None:
        """Tell the members who look elsewhere, for all rooms together."""
        for place in self._told.pop(process):
            self._servers[process].serve(now, self._costs.unseen * place.listeners)

    def _everybody_in(self, index: int, which: int, room: Rooms) -> Sequence[_Place]:
        """Say who of a room is on each of the followed processes; the same whenever it is asked."""
        if (found := self._places.get((index, which))) is None:
            viewers = self._scatter(round(room.viewers + self._random.random() - 0.5))
            listeners = self._scatter(max(0, round(room.members - room.viewers)))
            found = [_Place(*both) for both in zip(viewers, listeners, strict=True)]
            self._places[index, which] = found
        return found

    def _scatter(self, people: int) -> list[int]:
        """Return how many of them are on each followed process: each person is on any of all."""
        counts = [0] * self._followed
        if people > 50 * self._processes:  # so many that they are everywhere alike
            even, left = divmod(people, self._processes)
            return [even + (process < left) for process in range(self._followed)]
        for _ in range(people):
            if (process := self._random.randrange(self._processes)) < self._followed:
                counts[process] += 1
        return counts
