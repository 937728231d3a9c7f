"""What each part has to do in a second, and which part cannot.

Everything is a sum over rooms; people are spread over the processes, so a small room is on few of them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.scaling.costs import Costs
from benchmarks.scaling.deployment import Deployment, meeting, spread
from benchmarks.scaling.workload import ONE_BY_ONE, Rooms, Workload
from chatapp.realtime import activity
from pages.room.timeline import rendered_room

FULL = 0.6  # share of a core up to which a process is used: the rest is for bursts, and for pages of one that died
MOST = 20_000  # processes that are tried
STORM = 30.0  # seconds within which all pages of a process that died are to be back, on the others
PROCESS_MB = 150.0  # a process without pages
INTERESTED = 20.0  # pages that show somebody's presence, if only those are told
DATABASE_CORES = 16
POOLED = 4  # connections for each of its cores that a pooler keeps
CONNECTIONS = 500  # that one PostgreSQL server is given
LINK = 1.25e9  # bytes a second: ten gigabit
READER_STATES = 2  # of coming into a room and leaving it


@dataclass(slots=True)
class Load:
    """The load of one second. ``process``: shares of one core, by purpose; ``broker``: the busiest broker's."""

    processes: int
    pages_each: float = 0.0
    process: dict[str, float] = field(default_factory=dict)
    memory_mb: float = 0.0
    topics: float = 0.0
    received: float = 0.0  # events from Redis, by one process
    sent_mb: float = 0.0  # to its pages
    deliveries: float = 0.0  # messages on pages that show their room, all processes together
    broker: float = 0.0
    broker_mb: float = 0.0  # out of the busiest broker
    broker_events: float = 0.0  # delivered by all brokers together
    marks: float = 0.0  # rows
    writers_lock: float = 0.0
    largest_room: float = 0.0  # share of the posts that one room takes
    database_cores: float = 0.0  # the primary's
    reading_cores: float = 0.0  # the replicas' if there are any, else the primary's
    connections: int = 0
    storm_s: float = 0.0  # until the pages of a process that died are back

    @property
    def cpu(self) -> float:
        """The share of its core that a process uses."""
        return sum(self.process.values())

    @property
    def shares(self) -> dict[str, float]:
        """How full each part is: from 1 it falls behind."""
        return {
            "a process's core": self.cpu,
            "a broker's core": self.broker,
            "a broker's network": self.broker_mb * 1e6 / LINK,
            "the writers' lock": self.writers_lock,
            "posts into one room": self.largest_room,
            "PostgreSQL's cores": self.database_cores / DATABASE_CORES,
            "PostgreSQL's connections": self.connections / CONNECTIONS,
        }

    @property
    def fullest(self) -> tuple[str, float]:
        """The part that saturates first, and how full it is."""
        return max(self.shares.items(), key=lambda share: share[1])

    @property
    def is_out_of_reach(self) -> bool:
        """Whether each process has too much to do even on as many as are tried: what all hear does not become less."""
        return self.processes >= MOST and self.cpu > FULL

    def machines(self, deployment: Deployment) -> int:
        """How many machines the processes need: a core for each, and their memory."""
        by_memory = self.processes * self.memory_mb / 1e3 / deployment.memory_gb
        return math.ceil(max(self.processes / deployment.cores, by_memory))


def coalesced(rate: float, window: float) -> float:
    """Return how many windows a second have something in them, if events come at random."""
    return (1 - math.exp(-rate * window)) / window if rate else 0.0


def load_of(workload: Workload, deployment: Deployment, costs: Costs) -> Load:
    """Compute the load. A deployment without a number of processes gets as many as it takes.

    That is: none uses more of its core than is meant to be used, and if one dies, its pages are back in half a minute.
    """
    rooms = workload.rooms()
    if deployment.processes:
        return _load(workload, rooms, deployment, costs, deployment.processes)
    processes = 1
    while True:
        load = _load(workload, rooms, deployment, costs, processes)
        fullness = max(load.cpu / FULL, load.storm_s / STORM if processes > 1 else 0.0)
        if fullness <= 1 or processes >= MOST:
            return load
        processes = max(processes + 1, min(MOST, round(processes * min(2.0, max(1.05, fullness)))))


def _load(workload: Workload, rooms: Sequence[Rooms], deployment: Deployment, costs: Costs, processes: int) -> Load:
    load = Load(processes, workload.pages / processes)
    home = 1 if deployment.is_by_room else processes
    load.topics = load.pages_each + sum(each.count * _places(each, processes, home)[0] for each in rooms) / processes
    load.memory_mb = PROCESS_MB + load.pages_each * costs.page_mb
    load.deliveries = sum(each.count * each.posts * each.viewers for each in rooms)
    _of_messages(load, workload, rooms, costs, home)
    _of_presence(load, workload, deployment, costs)
    _of_pages(load, workload, costs)
    _of_brokers(load, workload, rooms, deployment, costs, home)
    _of_database(load, workload, rooms, deployment, costs)
    if processes > 1:
        left = max(0.01, 1 - load.cpu)
        load.storm_s = load.pages_each * (costs.open + _subscribing(load, costs)) / 1e6 / (processes - 1) / left
    else:
        load.storm_s = load.pages_each * costs.open / 1e6
    return load


def _places(rooms: Rooms, processes: int, home: int) -> tuple[float, float]:
    """Return on how many processes such a room has members, and on how many it has viewers.

    ``home``: among how many processes its viewers are spread; the other members are anywhere.
    """
    viewing = meeting(rooms.viewers, min(home, processes))
    if home < processes:
        return min(float(processes), viewing + meeting(max(0.0, rooms.members - rooms.viewers), processes)), viewing
    return meeting(rooms.members, processes), viewing


def _of_messages(load: Load, workload: Workload, rooms: Sequence[Rooms], costs: Costs, home: int) -> None:
    seen = unseen = made = heard = 0.0
    for each in rooms:
        hearing, viewing = _places(each, load.processes, home)
        frames = each.count * coalesced(each.posts, rendered_room.INTERVAL)
        seen += frames * each.viewers
        made += frames * viewing
        unseen += each.count * coalesced(each.posts, activity.INTERVAL) * max(0.0, each.members - each.viewers)
        heard += each.count * each.posts * hearing
    own = load.processes
    load.process["seen"] = seen / own * costs.seen / 1e6
    load.process["made"] = made / own * costs.frame / 1e6
    load.process["unseen"] = unseen / own * costs.unseen / 1e6
    load.process["posts"] = workload.posts_per_s / own * costs.post / 1e6
    load.sent_mb = (seen + unseen / 2) / own * costs.frame_bytes / 1e6  # a line of the sidebar is half as long
    if own > 1:
        load.received = heard / own
        sent = workload.posts_per_s / own * costs.broker_send
        load.process["broker"] = (load.received * costs.broker_receive + sent) / 1e6


def _changes(workload: Workload) -> tuple[float, float]:
    """Return how often a second people's states change, and how often people enter or leave a room."""
    moves = (workload.switches + workload.loads) * READER_STATES
    return workload.pages * workload.presence_changes / 3600, workload.pages * moves / 3600


def _of_presence(load: Load, workload: Workload, deployment: Deployment, costs: Costs) -> None:
    states, moves = _changes(workload)
    told = min(load.pages_each, INTERESTED / load.processes) if deployment.is_presence_told_by_interest else None
    load.process["presence"] = states * (load.pages_each if told is None else told) * costs.presence / 1e6
    if load.processes > 1:
        hearing = 1.0 if told is None else meeting(INTERESTED, load.processes) / load.processes
        load.received += (states + moves) * hearing
        sent = (states + moves) / load.processes * costs.broker_send
        load.process["attendance"] = ((states + moves) * hearing * costs.broker_receive + sent) / 1e6


def _subscribing(load: Load, costs: Costs) -> float:
    """Return what one more subscription costs a process, in µs."""
    return costs.subscribe + load.topics * costs.subscribe_for_each_topic if load.processes > 1 else 0.0


def _of_pages(load: Load, workload: Workload, costs: Costs) -> None:
    load.process["idle"] = load.pages_each * costs.idle_page_s / 1e6
    again = _subscribing(load, costs)
    opened = workload.loads * (costs.open + again) + workload.switches * (costs.switch + again)
    load.process["opening"] = load.pages_each * opened / 3600 / 1e6


def _of_brokers(
    load: Load, workload: Workload, rooms: Sequence[Rooms], deployment: Deployment, costs: Costs, home: int
) -> None:
    if load.processes == 1:
        return
    heard = [each.posts * _places(each, load.processes, home)[0] for each in rooms]
    weights = [
        each.posts * costs.redis_publish + each_heard * costs.redis_deliver
        for each, each_heard in zip(rooms, heard, strict=True)
    ]
    singly = [weight for each, weight in zip(rooms, weights, strict=True) if each.count == 1][:ONE_BY_ONE]
    together = sum(each.count * weight for each, weight in zip(rooms, weights, strict=True)) - sum(singly)
    carried = [own + together / deployment.brokers for own in spread(singly, deployment.brokers)]
    states, moves = _changes(workload)
    if deployment.is_presence_told_by_interest:
        hearing = meeting(INTERESTED, load.processes)
        told = (states + moves) * (costs.redis_publish + hearing * costs.redis_deliver)
        carried = [own + told / deployment.brokers for own in carried]
    else:  # one topic: it cannot be shared between brokers
        hearing = load.processes
        carried[0] += (states + moves) * (costs.redis_publish + hearing * costs.redis_deliver)
    load.broker = max(carried) / 1e6
    load.broker_events = sum(each.count * each_heard for each, each_heard in zip(rooms, heard, strict=True))
    load.broker_events += (states + moves) * hearing
    load.broker_mb = load.broker_events * costs.event_bytes / 1e6 * max(carried) / sum(carried)


def _of_database(load: Load, workload: Workload, rooms: Sequence[Rooms], deployment: Deployment, costs: Costs) -> None:
    load.marks = sum(each.count * coalesced(each.posts, deployment.marks_every) * each.viewers for each in rooms)
    writings = load.processes * coalesced(load.marks / load.processes, deployment.marks_every)
    if not deployment.is_marking_shared:
        load.writers_lock = (writings * costs.mark_transaction_ms + load.marks * costs.mark_row_ms) / 1e3
    load.largest_room = max(each.posts for each in rooms) / costs.posts_per_s_one_room
    load.database_cores = (
        workload.posts_per_s * costs.post_postgresql
        + load.marks * costs.mark_row_postgresql
        + workload.pages * costs.idle_postgresql_page_s
    ) / 1e6
    opened = workload.loads * costs.open_postgresql + workload.switches * costs.switch_postgresql
    load.reading_cores = workload.pages * opened / 3600 / 1e6
    if not deployment.replicas:
        load.database_cores += load.reading_cores
    load.connections = load.processes * deployment.connections_each
    if deployment.is_pooled:
        load.connections = min(load.connections, POOLED * DATABASE_CORES)
