"""Who is online on other processes. Each process keeps the others' lists in memory, so asking is free and never fails.

A process announces each change with a running number, and sends a heartbeat. A process that notices a gap asks for the
whole list. One that falls silent is forgotten, unless the broker is away: then everybody stays as last known.

A process that falls silent without saying goodbye may have committed what it did not announce any more: everybody then
checks for missed events.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from uuid import UUID, uuid4

from chatapp.broker import Broker
from chatapp.events import (
    ATTENDANCE_TOPIC,
    MISSED_TOPIC,
    AttendanceChanged,
    AttendanceConfirmed,
    AttendanceReported,
    AttendanceRequested,
    Event,
    EventsMissed,
)
from chatapp.presence.state import PresenceState, highest
from chatapp.timers import Cancellable, Later, on_the_loop

HEARTBEAT: Final = 10.0  # seconds
MISSED_AT_MOST: Final = 3  # heartbeats; a process that misses more is forgotten
BATCH: Final = 50  # changes announced together
BATCH_PAUSE: Final = 0.02  # seconds between two batches

Announce = Callable[[UUID], None]


@dataclass(slots=True)
class ProcessPresence:
    """The people on one process, as of ``version``."""

    version: int = 0
    missed: int = 0  # heartbeats
    is_asked: bool = False  # a gap was noticed, and the whole list is on its way
    states: dict[UUID, PresenceState] = field(default_factory=dict)
    rooms: dict[UUID, set[UUID]] = field(default_factory=dict)

    def set_here(self, room_uuid: UUID, account_uuid: UUID, *, is_here: bool) -> None:
        """Add a person to a room's list, or remove them."""
        people = self.rooms.setdefault(room_uuid, set())
        (people.add if is_here else people.discard)(account_uuid)
        if not people:
            del self.rooms[room_uuid]

    def set_state(self, account_uuid: UUID, state: PresenceState) -> None:
        """Note a person's state."""
        if state == PresenceState.OFFLINE:
            self.states.pop(account_uuid, None)
        else:
            self.states[account_uuid] = state


class RemotePresence:
    """The people on other processes, and announcing our own to them. ``later``: how to wait; tests pass a clock.

    ``on_state`` and ``on_room`` are called when another process changes what is seen of a person or who is in a room.
    """

    def __init__(self, broker: Broker, on_state: Announce, on_room: Announce, later: Later = on_the_loop) -> None:
        self._broker = broker
        self._on_state = on_state
        self._on_room = on_room
        self._later = later
        self._process = uuid4().hex
        self._own = ProcessPresence()
        self._others: dict[str, ProcessPresence] = {}
        self._tick: Cancellable | None = None
        broker.subscribe(ATTENDANCE_TOPIC, self._on_event)
        broker.subscribe(MISSED_TOPIC, lambda _: self._start_over())

    def open(self) -> None:
        """Ask other processes who is online there, and begin to send heartbeats."""
        if self._tick is None:
            self._start_over()
            self._tick = self._later(HEARTBEAT, self._send_heartbeat)

    def close(self) -> None:
        """Say goodbye: nobody is online on this process any longer."""
        if self._tick is not None:
            self._tick.cancel()
            self._tick, self._own = None, ProcessPresence(self._own.version + 1)
            self._publish_all(is_leave=True)

    def state_of(self, account_uuid: UUID) -> PresenceState:
        """Return a person's state on other processes."""
        return highest(seen.states[account_uuid] for seen in self._others.values() if account_uuid in seen.states)

    def connected(self) -> set[UUID]:
        """Return who has a page open on another process."""
        return set[UUID]().union(*(seen.states for seen in self._others.values()))

    def here(self, room_uuid: UUID) -> set[UUID]:
        """Return who has a room open on other processes, as account uuids."""
        return (
            set().union(*(seen.rooms.get(room_uuid, ()) for seen in self._others.values())) if self._others else set()
        )

    def announce_state(self, account_uuid: UUID, state: PresenceState) -> None:
        """Announce a person's state on this process."""
        self._own.set_state(account_uuid, state)
        self._publish(AttendanceChanged(self._process, self._own.version + 1, account_uuid, state=state.value))

    def announce_room(self, room_uuid: UUID, account_uuid: UUID, *, is_here: bool) -> None:
        """Announce that a person has opened a room here, or left it."""
        self._own.set_here(room_uuid, account_uuid, is_here=is_here)
        version = self._own.version + 1
        self._publish(AttendanceChanged(self._process, version, account_uuid, room_uuid=room_uuid, is_here=is_here))

    def _publish(self, change: AttendanceChanged) -> None:
        self._own.version = change.version
        self._broker.publish(ATTENDANCE_TOPIC, change)

    def _publish_all(self, *, is_leave: bool = False) -> None:
        states = {account: state.value for account, state in self._own.states.items()}
        rooms = {room: sorted(people) for room, people in self._own.rooms.items()}
        report = AttendanceReported(self._process, self._own.version, states, rooms, is_leave)
        self._broker.publish(ATTENDANCE_TOPIC, report)

    def _start_over(self) -> None:
        """Announce everything, and ask for everything: events may have been lost in both directions."""
        self._publish_all()
        self._broker.publish(ATTENDANCE_TOPIC, AttendanceRequested())

    def _send_heartbeat(self) -> None:
        self._tick = self._later(HEARTBEAT, self._send_heartbeat)
        self._broker.publish(ATTENDANCE_TOPIC, AttendanceConfirmed(self._process, self._own.version))
        for seen in self._others.values():
            seen.missed += self._broker.is_whole
        if dead := [process for process, seen in self._others.items() if seen.missed > MISSED_AT_MOST]:
            for process in dead:
                self._forget(process)
            self._broker.publish(MISSED_TOPIC, EventsMissed())

    def _on_event(self, event: Event) -> None:
        if isinstance(event, AttendanceRequested):
            if event.process in ("", self._process):
                self._publish_all()
        elif (
            isinstance(event, AttendanceChanged | AttendanceConfirmed | AttendanceReported)
            and event.process != self._process
        ):
            seen = self._others.setdefault(event.process, ProcessPresence(version=-1))
            seen.missed = 0
            if isinstance(event, AttendanceReported):
                self._replace(event.process, _presence_of(event))
                if event.is_leave:
                    self._forget(event.process)
            elif isinstance(event, AttendanceChanged) and event.version == seen.version + 1:
                seen.version += 1
                self._apply(seen, event)
            elif event.version > seen.version and not (seen.is_asked and isinstance(event, AttendanceChanged)):
                seen.is_asked = True
                self._broker.publish(ATTENDANCE_TOPIC, AttendanceRequested(event.process))

    def _apply(self, seen: ProcessPresence, event: AttendanceChanged) -> None:
        if event.room_uuid is not None:
            seen.set_here(event.room_uuid, event.account_uuid, is_here=event.is_here)
            self._on_room(event.room_uuid)
        elif event.state is not None:
            seen.set_state(event.account_uuid, _state(event.state))
            self._on_state(event.account_uuid)

    def _replace(self, process: str, seen: ProcessPresence) -> None:
        """Replace a process's list, and report whatever has changed."""
        before = self._others[process]
        self._others[process] = seen
        self._announce(
            [partial(self._on_state, account) for account in _changed(before.states, seen.states)]
            + [partial(self._on_room, room) for room in _changed(before.rooms, seen.rooms)]
        )

    def _forget(self, process: str) -> None:
        self._replace(process, ProcessPresence())
        del self._others[process]

    def _announce(self, calls: Sequence[Callable[[], None]]) -> None:
        """Announce some now and the others a little later: thousands of people may come or go with a process."""
        for call in calls[:BATCH]:
            call()
        if rest := calls[BATCH:]:
            self._later(BATCH_PAUSE, lambda: self._announce(rest))


def _presence_of(report: AttendanceReported) -> ProcessPresence:
    states = {account: _state(state) for account, state in report.states.items()}
    return ProcessPresence(
        report.version, states=states, rooms={room: set(people) for room, people in report.rooms.items()}
    )


def _changed(before: Mapping[UUID, object], after: Mapping[UUID, object]) -> list[UUID]:
    return [uuid for uuid in before.keys() | after.keys() if before.get(uuid) != after.get(uuid)]


def _state(name: str) -> PresenceState:
    """Return a state by its name; one that only a newer process knows counts as online."""
    return PresenceState(name) if name in set(PresenceState) else PresenceState.ONLINE
