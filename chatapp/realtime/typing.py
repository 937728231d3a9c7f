"""Who is typing: told to the room's other open pages within a second, and never kept.

No revision, no database, a topic of its own, and dropped before anything else. What a browser reports becomes one
event; a room's pages on this process are told together, once a second at most, so no page costs anything for a key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Any, Final
from uuid import UUID

import structlog

from chatapp.broker import Broker
from chatapp.events import Event, MessageChanged, PersonTyped, room_topic, typing_topic
from chatapp.identity import Actor
from chatapp.realtime.subscription import Subscription
from chatapp.timers import Cancellable, Later, on_the_loop

log = structlog.get_logger(__name__)

TOLD_EVERY: Final = 1.0  # seconds
SEVERAL_TOLD_EVERY: Final = 3.0  # seconds, after as many as pages can tell apart: more of them change nothing there
REPORTED_EVERY: Final = 2.5  # seconds; browsers report every 3 at most, and a line may bring two closer together
MOST_PAGES: Final = 200  # of a room on this process; with more, nobody is told
NAMED: Final = 4  # people; pages name two, and one of them may be the reader


@dataclass(slots=True)
class Typists:
    """Who has typed in a room since its pages were told last: uuid and shown name.

    ``frame``: what pages make of it for all of them, once the first has asked for it.
    """

    people: tuple[tuple[UUID, str], ...]
    frame: Any = None


OnTyping = Callable[[Typists], None]


class _Room:
    """A room's open pages on this process, and who has typed since they were told."""

    def __init__(self, broker: Broker, room_uuid: UUID, later: Later, now: Callable[[], float]) -> None:
        self._later, self._now = later, now
        self.pages: dict[OwnTyping, OnTyping] = {}
        self.last_number = 0
        self._typists: dict[UUID, str] = {}
        self._telling: Cancellable | None = None
        self._told_next_at = -inf
        self._unsubscribe = [
            broker.subscribe(typing_topic(room_uuid), self._on_typed),
            broker.subscribe(room_topic(room_uuid), self._on_event),
        ]

    @property
    def is_crowded(self) -> bool:
        """Whether so many pages are open that nobody is told who types."""
        return len(self.pages) > MOST_PAGES

    def close(self) -> None:
        """Hear of nothing any more, and tell nobody of what was heard."""
        if self._telling is not None:
            self._telling.cancel()
        for unsubscribe in self._unsubscribe:
            unsubscribe()

    def _on_typed(self, event: Event) -> None:
        if isinstance(event, PersonTyped) and not self.is_crowded:
            self._typists[event.account_uuid] = event.name
            if self._telling is None:
                self._telling = self._later(max(0.0, self._told_next_at - self._now()), self._tell)

    def _on_event(self, event: Event) -> None:
        """Take out who has posted: their message is there before the pages are told."""
        if isinstance(event, MessageChanged) and event.message.number > self.last_number:
            self.last_number = event.message.number
            self._typists.pop(event.message.author_uuid, None)

    def _tell(self) -> None:
        self._telling = None
        people, self._typists = tuple(self._typists.items()), {}
        if not people or self.is_crowded:
            return
        self._told_next_at = self._now() + (TOLD_EVERY if len(people) < NAMED else SEVERAL_TOLD_EVERY)
        typists = Typists(people[:NAMED])
        for page, on_typing in list(self.pages.items()):
            if page.may_hear:
                try:
                    on_typing(typists)
                except Exception:  # the others are to see it all the same
                    log.exception("page failed to show who is typing")


class OwnTyping:
    """One page's part in a room: reports that its person types, and hears who else does, as long as it may read."""

    def __init__(self, typing: "Typing", subscription: Subscription) -> None:
        self._typing, self._subscription = typing, subscription
        self._reported_at = -inf
        self._is_closed = False

    @property
    def room_uuid(self) -> UUID:
        """The room."""
        return self._subscription.feed.room_uuid

    @property
    def may_hear(self) -> bool:
        """Whether the page is that of a member: its live subscription says so, which ends with the membership."""
        return self._subscription.is_admitted and not self._subscription.has_ended and not self._is_closed

    @property
    def is_crowded(self) -> bool:
        """Whether so many pages have the room open that nobody is told."""
        return self._typing.is_crowded(self.room_uuid)

    def report(self, actor: Actor) -> None:
        """Announce PersonTyped, unless the page may not, the person does not share it, or it was just said."""
        now = self._typing.now()
        if not self.may_hear or not actor.shares_typing or self.is_crowded or now < self._reported_at + REPORTED_EVERY:
            return
        self._reported_at = now
        self._typing.announce(PersonTyped(self.room_uuid, actor.uuid, actor.name))

    def close(self) -> None:
        """Report and hear nothing more. Closing twice is no error."""
        self._is_closed = True
        self._typing.leave(self)


class Typing:
    """Who is typing in the rooms that are open on this process. ``later``, ``now``: tests pass a clock."""

    def __init__(self, broker: Broker, later: Later = on_the_loop, now: Callable[[], float] = monotonic) -> None:
        self._broker, self._later, self.now = broker, later, now
        self._rooms: dict[UUID, _Room] = {}

    def join(self, subscription: Subscription, last_number: int, on_typing: OnTyping) -> OwnTyping:
        """Tell a page of who is typing from now on, until it is closed or its subscription has ended.

        ``last_number``: of the room's messages when the page was opened. Who types may be the page's own person.
        """
        page = OwnTyping(self, subscription)
        if (room := self._rooms.get(page.room_uuid)) is None:
            room = self._rooms[page.room_uuid] = _Room(self._broker, page.room_uuid, self._later, self.now)
        room.last_number = max(room.last_number, last_number)
        room.pages[page] = on_typing
        return page

    def leave(self, page: OwnTyping) -> None:
        """Tell a page nothing more; the room's last one ends its subscriptions."""
        if (room := self._rooms.get(page.room_uuid)) is None or room.pages.pop(page, None) is None:
            return
        if not room.pages:
            del self._rooms[page.room_uuid]
            room.close()

    def is_crowded(self, room_uuid: UUID) -> bool:
        """Say whether a room has so many open pages here that nobody is told."""
        return (room := self._rooms.get(room_uuid)) is not None and room.is_crowded

    def announce(self, event: PersonTyped) -> None:
        """Publish what a page may report."""
        self._broker.publish(typing_topic(event.room_uuid), event)
