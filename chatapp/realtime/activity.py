"""What has arrived in rooms lately, told to every page that lists them: once in a while, not once for each message.

A busy room has hundreds of messages a second, and every open page of every member lists it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from chatapp.broker import Broker, Unsubscribe
from chatapp.events import Event, MessageChanged, MessageView, room_topic
from chatapp.timers import Coalescer, Later, on_the_loop

log = structlog.get_logger(__name__)

TOGETHER = 0.1  # seconds within which messages are told of together


@dataclass(slots=True)
class NewActivity:
    """Messages that came to one room: the newest one's number, and the newest of each author (uuid → number)."""

    last_number: int
    by_author: dict[UUID, int] = field(default_factory=dict)


OnActivity = Callable[[NewActivity], None]


class _Room:
    __slots__ = ("arrived", "changed_at", "last_number", "listeners", "unsubscribe")

    def __init__(self, moment: int) -> None:
        self.changed_at = moment  # when something was heard last, or the ear began
        self.listeners: dict[object, tuple[OnActivity, Callable[[Event], None]]] = {}
        self.last_number = 0
        self.arrived: NewActivity | None = None
        self.unsubscribe: Unsubscribe = lambda: None


class RoomActivity:
    """One ear of this process in each room that a page lists. ``later``: how to wait; tests pass a clock of their own.

    It holds no state of a room: who listens reads the database after subscribing, and numbers only grow.
    """

    def __init__(self, broker: Broker, later: Later = on_the_loop) -> None:
        self._broker = broker
        self._rooms: dict[UUID, _Room] = {}
        self._due: list[_Room] = []
        self._telling = Coalescer(TOGETHER, self._tell_all, gathers_first=True, later=later)
        self.moment = 0  # counts what is heard, in whatever room

    def subscribe(self, room_uuid: UUID, on_arrived: OnActivity, on_event: Callable[[Event], None]) -> Unsubscribe:
        """Tell of new messages together, within 0.1 s, and of everything else in the room at once.

        Edited and deleted messages are not told of. Ends with the returned function; nothing is told after it.
        """
        room = self._rooms.get(room_uuid)
        if room is None:
            room = self._rooms[room_uuid] = _Room(self._tick())
            hearing = room  # this one, whoever takes its place
            room.unsubscribe = self._broker.subscribe(room_topic(room_uuid), lambda event: self._hear(hearing, event))
        key, listening = object(), room
        room.listeners[key] = (on_arrived, on_event)

        def unsubscribe() -> None:
            listening.listeners.pop(key, None)
            if not listening.listeners and self._rooms.get(room_uuid) is listening:
                del self._rooms[room_uuid]
                listening.unsubscribe()

        return unsubscribe

    def is_quiet_since(self, moment: int, room_uuid: UUID) -> bool:
        """Say whether nothing has happened in a room since a former `moment`; only if somebody has listened since then.

        Whoever reads the database after that moment, and subscribes after that, has then missed nothing.
        """
        room = self._rooms.get(room_uuid)
        return room is not None and room.changed_at <= moment

    def _tick(self) -> int:
        self.moment += 1
        return self.moment

    def _hear(self, room: _Room, event: Event) -> None:
        room.changed_at = self._tick()
        if isinstance(event, MessageChanged):
            self._gather(room, event.message)
            return
        for key, (_, on_event) in list(room.listeners.items()):
            if key in room.listeners:
                _tell(on_event, event)

    def _gather(self, room: _Room, message: MessageView) -> None:
        if message.number > room.last_number:  # no older message that was edited or deleted
            room.last_number = message.number
            if room.arrived is None:
                room.arrived = NewActivity(message.number)
                self._due.append(room)
                self._telling.request()
            room.arrived.last_number = message.number
        if room.arrived is not None:  # two processes may tell in another order than they wrote in
            newest = room.arrived.by_author
            newest[message.author_uuid] = max(message.number, newest.get(message.author_uuid, 0))

    def _tell_all(self) -> None:
        due, self._due = self._due, []
        for room in due:
            arrived, room.arrived = room.arrived, None
            for key, (on_arrived, _) in list(room.listeners.items()):
                if key in room.listeners and arrived is not None:
                    _tell(on_arrived, arrived)


def _tell(listener: Callable[[Event], None] | OnActivity, what: Event | NewActivity) -> None:
    try:
        listener(what)  # type: ignore[arg-type]
    except Exception:
        log.exception("a page failed to take what happened in a room", event_type=type(what).__name__)
