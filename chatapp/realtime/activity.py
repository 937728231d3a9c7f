"""Throttled new-message counts for every page that lists rooms: once in a while, not once for each message.

A busy room has hundreds of messages a second, and every open page of every member lists it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from uuid import UUID

import structlog

from chatapp.broker import Broker, Unsubscribe
from chatapp.events import Event, MessageChanged, MessageView, PeopleHereChanged, room_topic
from chatapp.timers import Coalescer, Later, on_the_loop

log = structlog.get_logger(__name__)

INTERVAL = 0.1  # seconds between two notifications of new messages


@dataclass(slots=True)
class NewActivity:
    """News of one room: the newest message's number, the newest of each author, and what was removed or restored.

    ``by_author``: account uuid → number, of messages that people wrote. ``last_number`` is 0 if nothing is new.
    ``counting``: number → the revision since which a message counts again or no longer does; lines in which Chatapp
    says what happened never do. ``naming``: by their numbers, messages that mention somebody, or may no longer do
    so: all that were edited or deleted. ``threads``: thread uuid → the room's revision that told of its newest
    reply, of messages that have changed. ``frames``: what pages make of it for all of them, by how many messages
    more are unread.
    ``readers``: the accounts whose reading of the room is about to be stored, once a page has asked.
    """

    last_number: int = 0
    by_author: dict[UUID, int] = field(default_factory=dict)
    counting: dict[int, tuple[int, bool]] = field(default_factory=dict)
    naming: dict[int, MessageView] = field(default_factory=dict)
    threads: dict[UUID, int] = field(default_factory=dict)
    frames: dict[int, Any] = field(default_factory=dict, compare=False)
    readers: frozenset[int] | None = field(default=None, compare=False)

    @property
    def is_plain(self) -> bool:
        """Whether there are new messages that mention nobody, and nothing else, as nearly always."""
        return not (self.counting or self.naming or self.threads)

    @property
    def changed_at(self) -> int:
        """The room's revision at which another text was given to a message, or taken or given back; 0 if none was."""
        if self.is_plain:
            return 0
        counting = (revision for revision, _ in self.counting.values())
        return max((*counting, *(message.revision for message in self.naming.values())), default=0)


OnActivity = Callable[[NewActivity], None]
Shared = TypeVar("Shared", bound="HearsFirst")


class HearsFirst(Protocol):
    """What many listeners of a room share, so that they need not be told of new messages each by itself."""

    def hear(self, new: NewActivity) -> None:
        """Learn what is new, before the listeners do."""


class _Room:
    __slots__ = ("changed_at", "last_number", "listeners", "pending", "plain", "shared", "told", "unsubscribe")

    def __init__(self, sequence: int) -> None:
        self.changed_at = sequence  # of the last event, or of the first subscription
        self.listeners: dict[Listening, tuple[OnActivity, Callable[[Event], None]]] = {}
        self.plain: dict[Listening, OnActivity] = {}  # those of them that are told of new messages alone as well
        self.shared: HearsFirst | None = None
        self.last_number = self.told = 0  # the newest message's number, and the newest that listeners were told of
        self.pending: NewActivity | None = None
        self.unsubscribe: Unsubscribe = lambda: None


class Listening:
    """One listener of a room; calling it ends that. Each page has one for each of its person's rooms.

    Those who hear of nothing but what is more than new messages are not looked at for each: there are two for each page
    that shows the room, and passing them over was 2 % of what a message cost.
    """

    __slots__ = ("_room", "_room_uuid", "_rooms")

    def __init__(self, rooms: dict[UUID, _Room], room_uuid: UUID, room: _Room) -> None:
        self._rooms, self._room_uuid, self._room = rooms, room_uuid, room

    @property
    def hears_plain(self) -> bool:
        """Whether it is told of new messages alone as well."""
        return self in self._room.plain

    @hears_plain.setter
    def hears_plain(self, is_so: bool) -> None:
        """Have it told of them or not. Without effect once it has ended."""
        if not is_so:
            self._room.plain.pop(self, None)
        elif self in self._room.listeners:
            self._room.plain[self] = self._room.listeners[self][0]

    def share(self, kind: type[Shared], make: Callable[[], Shared]) -> Shared:
        """Return what the listeners of the room share, made for the first that asks; it hears before each of them.

        Raises:
            TypeError: they share something else.
        """
        if self._room.shared is None:
            self._room.shared = make()
        if not isinstance(shared := self._room.shared, kind):
            raise TypeError(f"the listeners share {type(shared).__name__}, not {kind.__name__}")
        return shared

    @property
    def told(self) -> int:
        """The number of the newest message that those who hear all are told of; 0 if there was none yet."""
        return self._room.told

    def __call__(self) -> None:
        """Hear no more. Ending it twice is no error."""
        self._room.listeners.pop(self, None)
        self._room.plain.pop(self, None)
        if not self._room.listeners and self._rooms.get(self._room_uuid) is self._room:
            del self._rooms[self._room_uuid]
            self._room.unsubscribe()


class RoomActivity:
    """One subscription of this process to each room that a page lists. ``later``: how to wait; tests pass a clock.

    It holds no state of a room: callers read the database after subscribing, and numbers only grow.
    """

    def __init__(self, broker: Broker, later: Later = on_the_loop) -> None:
        self._broker = broker
        self._rooms: dict[UUID, _Room] = {}
        self._due: list[_Room] = []
        self._telling = Coalescer(INTERVAL, self._notify_all, gathers_first=True, later=later)
        self.sequence = 0  # counts events, in whatever room

    def subscribe(
        self,
        room_uuid: UUID,
        on_activity: OnActivity,
        on_event: Callable[[Event], None],
        *,
        hears_plain: bool = True,
    ) -> Listening:
        """Call ``on_activity`` for new and removed messages, every 0.1 s at most; ``on_event`` for all else, at once.

        Restored messages are new, too; of edited ones it tells whom they mention. ``hears_plain``: whether it wants to
        hear of new messages alone as well. Calling what is returned ends it; nothing is called after that.
        """
        room = self._rooms.get(room_uuid)
        if room is None:
            room = self._rooms[room_uuid] = _Room(self._tick())
            new = room  # this one, whatever room takes its place
            room.unsubscribe = self._broker.subscribe(room_topic(room_uuid), lambda event: self._on_event(new, event))
        listening = Listening(self._rooms, room_uuid, room)
        room.listeners[listening] = (on_activity, on_event)
        listening.hears_plain = hears_plain
        return listening

    def is_quiet_since(self, sequence: int, room_uuid: UUID) -> bool:
        """Say whether nothing has happened in a room since an earlier `sequence`; false without a subscription since.

        A caller that read the database after that, and subscribed later, has then missed nothing.
        """
        room = self._rooms.get(room_uuid)
        return room is not None and room.changed_at <= sequence

    def _tick(self) -> int:
        self.sequence += 1
        return self.sequence

    def _on_event(self, room: _Room, event: Event) -> None:
        if isinstance(event, PeopleHereChanged):  # no list shows who has a room open
            return
        room.changed_at = self._tick()
        if isinstance(event, MessageChanged):
            self._collect(room, event.message, is_restored=event.is_restored)
            return
        for key, (_, on_event) in list(room.listeners.items()):
            if key in room.listeners:
                try:
                    on_event(event)
                except Exception:
                    log.exception("page failed to handle room activity", event_type=type(event).__name__)

    def _collect(self, room: _Room, message: MessageView, *, is_restored: bool) -> None:
        if message.number > room.last_number:  # no older message that was edited or deleted
            room.last_number = message.number
            self._pending(room).last_number = message.number
        does_not_count = message.deleted_at is not None or not message.is_text
        if does_not_count or is_restored:
            counting = self._pending(room).counting
            since, _ = counting.get(message.number, (0, True))
            if message.revision > since:
                counting[message.number] = (message.revision, is_restored)
        if message.mentions or message.edited_at is not None or message.deleted_at is not None:
            naming = self._pending(room).naming
            known = naming.get(message.number)
            if known is None or known.revision < message.revision:
                naming[message.number] = message
        if message.thread is not None:
            self._pending(room).threads[message.thread.room_uuid] = message.thread.revision
        if room.pending is not None and message.is_text:  # processes may announce in another order than they wrote in
            newest = room.pending.by_author
            newest[message.author_uuid] = max(message.number, newest.get(message.author_uuid, 0))

    def _pending(self, room: _Room) -> NewActivity:
        if room.pending is None:
            room.pending = NewActivity()
            self._due.append(room)
            self._telling.request()
        return room.pending

    def _notify_all(self) -> None:
        due, self._due = self._due, []
        for room in due:
            activity, room.pending = room.pending, None
            if activity is None:
                continue
            room.told = max(room.told, activity.last_number)
            if room.shared is not None:
                _tell(room.shared.hear, activity)
            listeners = room.plain if activity.is_plain else room.listeners
            for listening in list(listeners):
                if listening in listeners:
                    _tell(room.listeners[listening][0], activity)


def _tell(hear: OnActivity, activity: NewActivity) -> None:
    try:
        hear(activity)
    except Exception:  # the others are to hear of it all the same
        log.exception("page failed to handle room activity", event_type="NewActivity")
