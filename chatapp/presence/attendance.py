"""Who has a room open just now.

It comes from the pages that are connected. A page that went counts only after a few seconds' grace, so a reload does
not flicker; one that came counts at once. Each page of a room hears of each change of who is there, so changes that
follow one another are told together: when a server is restarted, hundreds of people come within seconds.
"""

from collections.abc import Callable
from uuid import UUID

from chatapp.broker import Broker
from chatapp.events import PRESENCE_TOPIC, PeopleHereChanged, PresenceChanged, room_topic
from chatapp.identity import Actor
from chatapp.presence.remote import RemotePresence
from chatapp.presence.watchers import PresenceWatchers, Watch
from chatapp.timers import Cancellable, Later, on_the_loop

GRACE = 5.0  # seconds between the last page's going and "left"
TOGETHER = 0.5  # seconds after a change of who is in a room, in which others are told together


class Attendance:
    """Who has which room open. ``later``: how to wait; tests pass a clock of their own.

    Others see who is on this process, and the other way round, once `open` was called.
    """

    def __init__(self, broker: Broker, later: Later = on_the_loop) -> None:
        self._broker = broker
        self._later = later
        self._watchers = PresenceWatchers()
        self._remote = RemotePresence(broker, self._announce_state, self._announce_room, later)
        self._pages: dict[UUID, dict[UUID, set[str]]] = {}  # room → account → pages
        self._leaving: dict[tuple[UUID, UUID], Cancellable] = {}
        self._told: dict[UUID, bool] = {}  # rooms that were told of a change just now → whether there was another since

    def watch(self, account_uuid: UUID, watch: Watch) -> Callable[[], None]:
        """Call ``watch`` when what others see of a person changes; returns what ends it.

        Lists of people hear of everybody, as PRESENCE_TOPIC says it.
        """
        return self._watchers.add(account_uuid, watch)

    def open(self) -> None:
        """Ask other processes who is online there, and tell them who is online here."""
        self._remote.open()

    def close(self) -> None:
        """Tell other processes that nobody is online here any longer."""
        self._remote.close()

    def enter(self, room_uuid: UUID, actor: Actor, page: str) -> None:
        """Note an open page. Announces PeopleHereChanged when it is the person's first in this room."""
        room = self._pages.setdefault(room_uuid, {})
        is_new = actor.uuid not in room
        room.setdefault(actor.uuid, set()).add(page)
        if (leaving := self._leaving.pop((room_uuid, actor.uuid), None)) is not None:
            leaving.cancel()
        if is_new:
            self._remote.announce_room(room_uuid, actor.uuid, is_here=True)
            self._announce_room(room_uuid)

    def leave(self, room_uuid: UUID, actor: Actor, page: str) -> None:
        """Note that a page has gone. Announces PeopleHereChanged after the grace, if no other page came."""
        pages = self._pages.get(room_uuid, {}).get(actor.uuid)
        if pages is None:
            return
        pages.discard(page)
        key = (room_uuid, actor.uuid)
        if not pages and key not in self._leaving:
            self._leaving[key] = self._later(GRACE, lambda: self._gone(room_uuid, actor.uuid))

    def here(self, room_uuid: UUID) -> set[UUID]:
        """Return who has the room open on any process, as account uuids."""
        return set(self._pages.get(room_uuid, {})) | self._remote.here(room_uuid)

    def count_here(self, room_uuid: UUID, *, besides: UUID) -> int:
        """Return how many people have the room open besides one: what every page of a room asks when somebody comes."""
        here = self._pages.get(room_uuid, {}).keys()
        if remote := self._remote.here(room_uuid):
            return len((here | remote) - {besides})
        return len(here) - (besides in here)

    def _pages_in(self, room_uuid: UUID, account_uuid: UUID) -> set[str]:
        return self._pages.get(room_uuid, {}).get(account_uuid, set())

    def _gone(self, room_uuid: UUID, account_uuid: UUID) -> None:
        self._leaving.pop((room_uuid, account_uuid), None)
        room = self._pages.get(room_uuid, {})
        room.pop(account_uuid, None)
        if not room:
            self._pages.pop(room_uuid, None)
        self._remote.announce_room(room_uuid, account_uuid, is_here=False)
        self._announce_room(room_uuid)

    def _announce_room(self, room_uuid: UUID) -> None:
        """Tell a room of a change at once, unless it was told of one just now."""
        if room_uuid in self._told:
            self._told[room_uuid] = True
            return
        self._told[room_uuid] = False
        self._later(TOGETHER, lambda: self._announce_rest(room_uuid))
        self._broker.publish(room_topic(room_uuid), PeopleHereChanged(room_uuid))

    def _announce_rest(self, room_uuid: UUID) -> None:
        if self._told.pop(room_uuid):
            self._announce_room(room_uuid)

    def _announce_state(self, account_uuid: UUID) -> None:
        self._watchers.tell(account_uuid)
        self._broker.publish(PRESENCE_TOPIC, PresenceChanged(account_uuid))
