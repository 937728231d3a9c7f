"""Who has a room open just now. A reload does not flicker: leaving counts after a few seconds' grace."""

import asyncio
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from chatapp.accounts import Actor
from chatapp.broker import Broker
from chatapp.events import PeopleHereChanged, room_topic

GRACE = 5.0  # seconds between the last page's going and "left"


class Cancellable(Protocol):
    """What a clock's `later` returns."""

    def cancel(self) -> None:
        """Forget the call."""


Later = Callable[[float, Callable[[], None]], Cancellable]


def on_the_loop(seconds: float, call: Callable[[], None]) -> Cancellable:
    """Call on the running event loop after some seconds."""
    return asyncio.get_running_loop().call_later(seconds, call)


class Presence:
    """Open pages for each room and person in this process. ``later``: how to wait; tests pass a clock of their own."""

    def __init__(self, broker: Broker, later: Later = on_the_loop) -> None:
        self._broker = broker
        self._later = later
        self._pages: dict[UUID, dict[int, set[str]]] = {}
        self._people: dict[int, Actor] = {}
        self._leaving: dict[tuple[UUID, int], Cancellable] = {}

    def enter(self, room_uuid: UUID, actor: Actor, page: str) -> None:
        """Note an open page. Announces PeopleHereChanged when it is the person's first in this room."""
        room = self._pages.setdefault(room_uuid, {})
        is_new = actor.account_id not in room
        room.setdefault(actor.account_id, set()).add(page)
        self._people[actor.account_id] = actor
        if (leaving := self._leaving.pop((room_uuid, actor.account_id), None)) is not None:
            leaving.cancel()
        if is_new:
            self._broker.publish(room_topic(room_uuid), PeopleHereChanged(room_uuid))

    def leave(self, room_uuid: UUID, actor: Actor, page: str) -> None:
        """Note that a page has gone. Announces PeopleHereChanged after the grace, if no other page came."""
        pages = self._pages.get(room_uuid, {}).get(actor.account_id)
        if pages is None:
            return
        pages.discard(page)
        key = (room_uuid, actor.account_id)
        if not pages and key not in self._leaving:
            self._leaving[key] = self._later(GRACE, lambda: self._gone(room_uuid, actor.account_id))

    def here(self, room_uuid: UUID) -> set[UUID]:
        """Return who has the room open, as account uuids."""
        return {self._people[account_id].uuid for account_id in self._pages.get(room_uuid, {})}

    def _gone(self, room_uuid: UUID, account_id: int) -> None:
        self._leaving.pop((room_uuid, account_id), None)
        room = self._pages.get(room_uuid, {})
        room.pop(account_id, None)
        if not room:
            self._pages.pop(room_uuid, None)
        if not any(account_id in other for other in self._pages.values()):
            self._people.pop(account_id, None)
        self._broker.publish(room_topic(room_uuid), PeopleHereChanged(room_uuid))
