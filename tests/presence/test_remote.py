"""Who is there on other processes: two presences on a wire between them that can be cut, and real ones over Redis."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import uuid4

import pytest

from chatapp.broker import Broker, InProcessBroker
from chatapp.broker.codec import is_remote
from chatapp.broker.redis import RedisBroker
from chatapp.events import (
    ATTENDANCE_TOPIC,
    MISSED_TOPIC,
    PRESENCE_TOPIC,
    AttendanceChanged,
    Event,
    EventsMissed,
    PeopleHereChanged,
    PresenceChanged,
    room_topic,
)
from chatapp.presence import GRACE, Presence, PresenceState
from chatapp.presence.attendance import TOGETHER
from chatapp.presence.remote import HEARTBEAT, MISSED_AT_MOST
from tests.presence.test_presence import ANN, BEN, ROOM
from tests.support.running.clock import Clock
from tests.support.running.patience import until
from tests.support.servers.redis_server import RedisServer


class Linked(InProcessBroker):
    """One process's broker, on a wire to others. What `is_lost` says of an event decides whether it arrives."""

    def __init__(self, wire: "list[Linked]") -> None:
        super().__init__()
        self._wire = wire
        self.is_cut = False
        wire.append(self)

    @property
    def is_whole(self) -> bool:
        """Whether the wire is not cut."""
        return not self.is_cut

    def publish(self, topic: str, event: Event) -> None:
        """Deliver here, and to the others while the wire is whole."""
        super().publish(topic, event)
        for other in self._wire:
            if other is not self and not self.is_cut and not other.is_cut and is_remote(event):
                InProcessBroker.publish(other, topic, event)


@dataclass
class Process:
    """One process: its broker and its presence."""

    broker: Broker
    presence: Presence
    shown: list[PresenceState] = field(default_factory=list)  # what is seen of Ann here, each time it is announced
    rooms: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.broker.subscribe(PRESENCE_TOPIC, self._note)
        self.broker.subscribe(room_topic(ROOM), self.rooms.append)

    def _note(self, event: Event) -> None:
        assert isinstance(event, PresenceChanged)
        if event.account_uuid == ANN.uuid:
            self.shown.append(self.presence.state_of(ANN.uuid))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def wire() -> list[Linked]:
    return []


def a_process(wire: list[Linked], clock: Clock) -> Process:
    broker = Linked(wire)
    process = Process(broker, Presence(broker, clock.later))
    process.presence.open()
    return process


@pytest.fixture
def here(wire: list[Linked], clock: Clock) -> Process:
    return a_process(wire, clock)


@pytest.fixture
def there(wire: list[Linked], clock: Clock, here: Process) -> Process:
    return a_process(wire, clock)


def test_a_person_on_another_process_is_online_here_at_once_and_announced(here: Process, there: Process) -> None:
    there.presence.connect(ANN, "page-1")
    assert here.presence.state_of(ANN.uuid) is PresenceState.ONLINE
    assert here.presence.state_of(BEN.uuid) is PresenceState.OFFLINE
    assert here.shown == [PresenceState.ONLINE]


def test_a_person_is_shown_as_the_most_present_of_all_processes(here: Process, there: Process, clock: Clock) -> None:
    here.presence.connect(ANN, "page-1", is_active=False)
    there.presence.connect(ANN, "page-2")
    assert here.presence.state_of(ANN.uuid) == there.presence.state_of(ANN.uuid) == PresenceState.ONLINE
    there.presence.disconnect(ANN, "page-2")
    clock.advance(GRACE)
    assert here.presence.state_of(ANN.uuid) == there.presence.state_of(ANN.uuid) == PresenceState.AWAY
    here.presence.end(ANN, "page-1")
    assert here.presence.state_of(ANN.uuid) == there.presence.state_of(ANN.uuid) == PresenceState.OFFLINE


def test_a_reload_that_lands_on_another_process_does_not_flicker(here: Process, there: Process, clock: Clock) -> None:
    here.presence.connect(ANN, "page-1")
    here.presence.disconnect(ANN, "page-1")
    clock.advance(GRACE / 2)
    there.presence.connect(ANN, "page-2")
    clock.advance(GRACE * 2)
    assert set(here.shown) == set(there.shown) == {PresenceState.ONLINE}


def test_people_in_a_room_are_here_from_all_processes_and_leave_it(here: Process, there: Process, clock: Clock) -> None:
    here.presence.enter(ROOM, ANN, "page-1")
    clock.advance(TOGETHER)
    here.rooms.clear()
    there.presence.enter(ROOM, BEN, "page-2")
    assert here.presence.here(ROOM) == there.presence.here(ROOM) == {ANN.uuid, BEN.uuid}
    assert here.rooms == [PeopleHereChanged(ROOM)]
    there.presence.leave(ROOM, BEN, "page-2")
    clock.advance(GRACE)
    assert here.presence.here(ROOM) == there.presence.here(ROOM) == {ANN.uuid}


def test_a_process_that_starts_later_is_told_who_is_there(here: Process, wire: list[Linked], clock: Clock) -> None:
    here.presence.connect(ANN, "page-1")
    here.presence.enter(ROOM, ANN, "page-1")
    late = a_process(wire, clock)
    assert late.presence.state_of(ANN.uuid) == PresenceState.ONLINE
    assert late.presence.here(ROOM) == {ANN.uuid}


def test_a_process_that_stops_takes_its_people_with_it_at_once(here: Process, there: Process) -> None:
    there.presence.connect(ANN, "page-1")
    there.presence.enter(ROOM, ANN, "page-1")
    there.presence.close()
    assert here.presence.state_of(ANN.uuid) == PresenceState.OFFLINE
    assert here.presence.here(ROOM) == set()
    assert here.shown == [PresenceState.ONLINE, PresenceState.OFFLINE]


def test_a_process_that_dies_is_forgotten_after_a_while(
    here: Process, there: Process, wire: list[Linked], clock: Clock
) -> None:
    there.presence.connect(ANN, "page-1")
    wire.remove(there.broker)  # type: ignore[arg-type]
    there.broker.is_cut = True  # type: ignore[attr-defined]
    for _ in range(MISSED_AT_MOST):
        clock.advance(HEARTBEAT)
    assert here.presence.state_of(ANN.uuid) == PresenceState.ONLINE
    clock.advance(HEARTBEAT)
    assert here.presence.state_of(ANN.uuid) == PresenceState.OFFLINE
    assert here.shown == [PresenceState.ONLINE, PresenceState.OFFLINE]


def test_what_a_process_wrote_and_never_came_to_tell_counts_as_missed_once_it_is_forgotten(
    here: Process, there: Process, wire: list[Linked], clock: Clock
) -> None:
    missed: list[Event] = []
    here.broker.subscribe(MISSED_TOPIC, missed.append)
    wire.remove(there.broker)  # type: ignore[arg-type]
    there.broker.is_cut = True  # type: ignore[attr-defined]
    for _ in range(2 * MISSED_AT_MOST):
        clock.advance(HEARTBEAT)
    assert missed == [EventsMissed()]


def test_a_process_that_stops_has_announced_everything(here: Process, there: Process, clock: Clock) -> None:
    missed: list[Event] = []
    here.broker.subscribe(MISSED_TOPIC, missed.append)
    there.presence.close()
    for _ in range(2 * MISSED_AT_MOST):
        clock.advance(HEARTBEAT)
    assert missed == []


def test_while_the_broker_is_away_everybody_stays_as_last_known_and_is_put_right_afterwards(
    here: Process, there: Process, wire: list[Linked], clock: Clock
) -> None:
    there.presence.connect(ANN, "page-1")
    there.presence.enter(ROOM, ANN, "page-1")
    for broker in wire:
        broker.is_cut = True
    there.presence.end(ANN, "page-1")
    there.presence.connect(BEN, "page-2")
    for _ in range(MISSED_AT_MOST * 3):
        clock.advance(HEARTBEAT)
    assert here.presence.state_of(ANN.uuid) == PresenceState.ONLINE
    for broker in wire:
        broker.is_cut = False
    for broker in wire:
        InProcessBroker.publish(broker, MISSED_TOPIC, EventsMissed())
    assert here.presence.state_of(ANN.uuid) == PresenceState.OFFLINE
    assert here.presence.state_of(BEN.uuid) == PresenceState.ONLINE


def test_a_change_that_was_lost_alone_is_noticed_by_the_next_or_by_the_next_sign_of_life(
    here: Process, there: Process, clock: Clock
) -> None:
    link = there.broker
    for notice in ("change", "sign of life"):
        link.is_cut = True  # type: ignore[attr-defined]
        there.presence.connect(ANN, "page-1", is_active=notice == "change")
        link.is_cut = False  # type: ignore[attr-defined]
        if notice == "change":
            there.presence.connect(BEN, "page-2")
            assert here.presence.state_of(ANN.uuid) == PresenceState.ONLINE
        else:
            clock.advance(HEARTBEAT)
            assert here.presence.state_of(ANN.uuid) == there.presence.state_of(ANN.uuid)


def test_a_state_that_only_a_newer_version_knows_counts_as_being_there(here: Process, there: Process) -> None:
    there.presence.connect(BEN, "page-1")
    newer = AttendanceChanged("newer", 0, ANN.uuid, state="on holiday")
    here.broker.publish(ATTENDANCE_TOPIC, newer)
    assert here.presence.state_of(ANN.uuid) in (PresenceState.ONLINE, PresenceState.OFFLINE)


def test_nothing_is_remembered_of_people_elsewhere_who_are_gone(here: Process, there: Process, clock: Clock) -> None:
    def held() -> list[int]:
        remote = vars(here.presence)["_remote"]
        return [len(roll.states) + len(roll.rooms) for roll in vars(remote)["_others"].values()]

    for number in range(50):
        there.presence.connect(ANN, f"page-{number}")
        there.presence.enter(uuid4(), ANN, f"page-{number}")
        assert sum(held()) > 0
        there.presence.disconnect(ANN, f"page-{number}")
    for room in list(vars(there.presence)["_pages"]):
        for number in range(50):
            there.presence.leave(room, ANN, f"page-{number}")
    clock.advance(GRACE)
    assert sum(held()) == 0


@pytest.fixture
async def over_redis(redis: RedisServer) -> AsyncIterator[tuple[Process, Process]]:
    processes = []
    for _ in range(2):
        broker = RedisBroker(redis.url)
        await broker.open()
        processes.append(Process(broker, Presence(broker)))
    for process in processes:
        await process.broker.settle()
        process.presence.open()
    yield processes[0], processes[1]
    for process in processes:
        process.presence.close()
        await process.broker.close()


async def test_over_redis_the_same_holds(over_redis: tuple[Process, Process]) -> None:
    here, there = over_redis
    there.presence.connect(ANN, "page-1")
    there.presence.enter(ROOM, ANN, "page-1")
    await until(
        lambda: here.presence.state_of(ANN.uuid) == PresenceState.ONLINE and here.presence.here(ROOM) == {ANN.uuid}
    )
    there.presence.end(ANN, "page-1")
    await until(lambda: here.presence.state_of(ANN.uuid) == PresenceState.OFFLINE)
    assert here.shown == [PresenceState.ONLINE, PresenceState.OFFLINE]
