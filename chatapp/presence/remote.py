"""Who is there on other processes. Each keeps the others' lists in memory, so asking is free and never fails.

A process tells each change with a running number, and now and then that it lives. Whoever notices a gap asks for the
whole list; one that falls silent is forgotten, unless the broker is away: then everybody stays as last known.

A process that falls silent without having taken its leave may have written what it never came to tell: that counts as
missed by everybody.
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
    AttendanceAsked,
    AttendanceChanged,
    AttendanceKept,
    AttendanceTold,
    Event,
    EventsMissed,
)
from chatapp.presence.state import State, most
from chatapp.timers import Cancellable, Later, on_the_loop

EVERY: Final = 10.0  # seconds between two signs of life
SILENT: Final = 3  # signs missing until a process is forgotten
AT_ONCE: Final = 50  # changes announced in one go
BREATH: Final = 0.02  # seconds between two goes

Announce = Callable[[UUID], None]


@dataclass(slots=True)
class Roll:
    """Everybody on one process."""

    version: int = 0
    silent: int = 0
    is_asked: bool = False  # a gap was noticed, and the whole list is on its way
    states: dict[UUID, State] = field(default_factory=dict)
    rooms: dict[UUID, set[UUID]] = field(default_factory=dict)

    def note(self, room_uuid: UUID, account_uuid: UUID, *, is_here: bool) -> None:
        """Let somebody into a room's list, or out of it."""
        people = self.rooms.setdefault(room_uuid, set())
        (people.add if is_here else people.discard)(account_uuid)
        if not people:
            del self.rooms[room_uuid]

    def see(self, account_uuid: UUID, state: State) -> None:
        """Note what is seen of somebody."""
        if state == State.OFFLINE:
            self.states.pop(account_uuid, None)
        else:
            self.states[account_uuid] = state


class RemotePresence:
    """The other processes' people, and the telling of one's own. ``later``: how to wait; tests pass their own clock.

    ``on_state`` and ``on_room`` are called when another process changes what is seen of a person or who is in a room.
    """

    def __init__(self, broker: Broker, on_state: Announce, on_room: Announce, later: Later = on_the_loop) -> None:
        self._broker = broker
        self._on_state = on_state
        self._on_room = on_room
        self._later = later
        self._process = uuid4().hex
        self._own = Roll()
        self._others: dict[str, Roll] = {}
        self._tick: Cancellable | None = None
        broker.subscribe(ATTENDANCE_TOPIC, self._hear)
        broker.subscribe(MISSED_TOPIC, lambda _: self._start_over())

    def open(self) -> None:
        """Ask who is there, and tell now and then that this process lives."""
        if self._tick is None:
            self._start_over()
            self._tick = self._later(EVERY, self._keep)

    def close(self) -> None:
        """Take leave: nobody is on this process any more."""
        if self._tick is not None:
            self._tick.cancel()
            self._tick, self._own = None, Roll(self._own.version + 1)
            self._tell_all(is_leave=True)

    def state_of(self, account_uuid: UUID) -> State:
        """Return what is seen of a person on other processes."""
        return most(roll.states[account_uuid] for roll in self._others.values() if account_uuid in roll.states)

    def here(self, room_uuid: UUID) -> set[UUID]:
        """Return who has a room open on other processes, as account uuids."""
        return set[UUID]().union(*(roll.rooms.get(room_uuid, ()) for roll in self._others.values()))

    def tell_state(self, account_uuid: UUID, state: State) -> None:
        """Tell the others what is seen of a person here."""
        self._own.see(account_uuid, state)
        self._tell(AttendanceChanged(self._process, self._own.version + 1, account_uuid, state=state.value))

    def tell_room(self, room_uuid: UUID, account_uuid: UUID, *, is_here: bool) -> None:
        """Tell the others that a person has come into a room here, or left it."""
        self._own.note(room_uuid, account_uuid, is_here=is_here)
        version = self._own.version + 1
        self._tell(AttendanceChanged(self._process, version, account_uuid, room_uuid=room_uuid, is_here=is_here))

    def _tell(self, change: AttendanceChanged) -> None:
        self._own.version = change.version
        self._broker.publish(ATTENDANCE_TOPIC, change)

    def _tell_all(self, *, is_leave: bool = False) -> None:
        states = {account: state.value for account, state in self._own.states.items()}
        rooms = {room: sorted(people) for room, people in self._own.rooms.items()}
        told = AttendanceTold(self._process, self._own.version, states, rooms, is_leave)
        self._broker.publish(ATTENDANCE_TOPIC, told)

    def _start_over(self) -> None:
        """Tell everybody all, and be told: something may have gone unheard in both directions."""
        self._tell_all()
        self._broker.publish(ATTENDANCE_TOPIC, AttendanceAsked())

    def _keep(self) -> None:
        self._tick = self._later(EVERY, self._keep)
        self._broker.publish(ATTENDANCE_TOPIC, AttendanceKept(self._process, self._own.version))
        for roll in self._others.values():
            roll.silent += self._broker.is_whole
        if dead := [process for process, roll in self._others.items() if roll.silent > SILENT]:
            for process in dead:
                self._forget(process)
            self._broker.publish(MISSED_TOPIC, EventsMissed())

    def _hear(self, event: Event) -> None:
        if isinstance(event, AttendanceAsked):
            if event.process in ("", self._process):
                self._tell_all()
        elif isinstance(event, AttendanceChanged | AttendanceKept | AttendanceTold) and event.process != self._process:
            roll = self._others.setdefault(event.process, Roll(version=-1))
            roll.silent = 0
            if isinstance(event, AttendanceTold):
                self._replace(event.process, _roll_of(event))
                if event.is_leave:
                    self._forget(event.process)
            elif isinstance(event, AttendanceChanged) and event.version == roll.version + 1:
                roll.version += 1
                self._apply(roll, event)
            elif event.version > roll.version and not (roll.is_asked and isinstance(event, AttendanceChanged)):
                roll.is_asked = True
                self._broker.publish(ATTENDANCE_TOPIC, AttendanceAsked(event.process))

    def _apply(self, roll: Roll, event: AttendanceChanged) -> None:
        if event.room_uuid is not None:
            roll.note(event.room_uuid, event.account_uuid, is_here=event.is_here)
            self._on_room(event.room_uuid)
        elif event.state is not None:
            roll.see(event.account_uuid, _state(event.state))
            self._on_state(event.account_uuid)

    def _replace(self, process: str, roll: Roll) -> None:
        """Take a whole list, and announce whatever is not as it was."""
        before = self._others[process]
        self._others[process] = roll
        self._announce(
            [partial(self._on_state, account) for account in _changed(before.states, roll.states)]
            + [partial(self._on_room, room) for room in _changed(before.rooms, roll.rooms)]
        )

    def _forget(self, process: str) -> None:
        self._replace(process, Roll())
        del self._others[process]

    def _announce(self, calls: Sequence[Callable[[], None]]) -> None:
        """Announce some now and the others a little later: thousands of people may come or go with a process."""
        for call in calls[:AT_ONCE]:
            call()
        if rest := calls[AT_ONCE:]:
            self._later(BREATH, lambda: self._announce(rest))


def _roll_of(told: AttendanceTold) -> Roll:
    states = {account: _state(state) for account, state in told.states.items()}
    return Roll(told.version, states=states, rooms={room: set(people) for room, people in told.rooms.items()})


def _changed(before: Mapping[UUID, object], after: Mapping[UUID, object]) -> list[UUID]:
    return [uuid for uuid in before.keys() | after.keys() if before.get(uuid) != after.get(uuid)]


def _state(name: str) -> State:
    """Return a state by its name; one that only a newer process knows counts as being there."""
    return State(name) if name in set(State) else State.ONLINE
