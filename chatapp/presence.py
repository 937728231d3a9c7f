"""Who is online, away or offline, and who has a room open just now.

Both come from the pages that are connected. What looks like less (a page went, or was hidden) counts only after a few
seconds' grace, so a reload or a change of tabs does not flicker; what looks like more counts at once.
"""

import asyncio
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from chatapp.accounts import Actor
from chatapp.broker import Broker
from chatapp.events import PRESENCE_TOPIC, PeopleHereChanged, PresenceChanged, room_topic

GRACE = 5.0  # seconds between the last page's going and "left"


class State(StrEnum):
    """What others see of a person, from the least to the most."""

    OFFLINE = "offline"
    AWAY = "away"
    ONLINE = "online"


RANKS = list(State)


class Cancellable(Protocol):
    """What a clock's `later` returns."""

    def cancel(self) -> None:
        """Forget the call."""


Later = Callable[[float, Callable[[], None]], Cancellable]


def on_the_loop(seconds: float, call: Callable[[], None]) -> Cancellable:
    """Call on the running event loop after some seconds."""
    return asyncio.get_running_loop().call_later(seconds, call)


class Attendance:
    """Who has which room open in this process. ``later``: how to wait; tests pass a clock of their own."""

    def __init__(self, broker: Broker, later: Later = on_the_loop) -> None:
        self._broker = broker
        self._later = later
        self._pages: dict[UUID, dict[UUID, set[str]]] = {}  # room → account → pages
        self._leaving: dict[tuple[UUID, UUID], Cancellable] = {}

    def enter(self, room_uuid: UUID, actor: Actor, page: str) -> None:
        """Note an open page. Announces PeopleHereChanged when it is the person's first in this room."""
        room = self._pages.setdefault(room_uuid, {})
        is_new = actor.uuid not in room
        room.setdefault(actor.uuid, set()).add(page)
        if (leaving := self._leaving.pop((room_uuid, actor.uuid), None)) is not None:
            leaving.cancel()
        if is_new:
            self._broker.publish(room_topic(room_uuid), PeopleHereChanged(room_uuid))

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
        """Return who has the room open, as account uuids."""
        return set(self._pages.get(room_uuid, {}))

    def _gone(self, room_uuid: UUID, account_uuid: UUID) -> None:
        self._leaving.pop((room_uuid, account_uuid), None)
        room = self._pages.get(room_uuid, {})
        room.pop(account_uuid, None)
        if not room:
            self._pages.pop(room_uuid, None)
        self._broker.publish(room_topic(room_uuid), PeopleHereChanged(room_uuid))


class Presence(Attendance):
    """Who is online, away or offline, over all of a person's pages in this process; and who is in which room.

    Announces PresenceChanged when what others see of somebody changes. Holds nothing about people who are offline.
    """

    def __init__(self, broker: Broker, later: Later = on_the_loop) -> None:
        super().__init__(broker, later)
        self._connected: dict[UUID, dict[str, bool]] = {}  # account → page → whether the person is active on it
        self._shown: dict[UUID, State] = {}  # what others see; who is missing is offline
        self._falling: dict[UUID, tuple[State, Cancellable]] = {}  # what will be seen after the grace

    def connect(self, actor: Actor, page: str, *, is_active: bool = True) -> None:
        """Note that a page is connected, and whether the person sees it and does something there."""
        self._connected.setdefault(actor.uuid, {})[page] = is_active
        self._settle(actor.uuid)

    def disconnect(self, actor: Actor, page: str) -> None:
        """Note that a page has lost its connection: it was closed, is reloading, or its computer sleeps."""
        self._drop(actor.uuid, page)
        self._settle(actor.uuid)

    def end(self, actor: Actor, page: str) -> None:
        """Note that a page's session has ended: nobody comes back to it, so there is no grace."""
        self._drop(actor.uuid, page)
        self._show(actor.uuid)

    def state_of(self, account_uuid: UUID) -> State:
        """Return what others see of a person."""
        return self._shown.get(account_uuid, State.OFFLINE)

    def states_of(self, account_uuids: Iterable[UUID]) -> dict[UUID, State]:
        """Return what others see of some people."""
        return {uuid: self.state_of(uuid) for uuid in account_uuids}

    def _drop(self, account_uuid: UUID, page: str) -> None:
        pages = self._connected.get(account_uuid, {})
        pages.pop(page, None)
        if not pages:
            self._connected.pop(account_uuid, None)

    def _true_state(self, account_uuid: UUID) -> State:
        pages = self._connected.get(account_uuid)
        if not pages:
            return State.OFFLINE
        return State.ONLINE if any(pages.values()) else State.AWAY

    def _settle(self, account_uuid: UUID) -> None:
        """Show more at once, and less after the grace, counted from when it became true."""
        true, shown = self._true_state(account_uuid), self.state_of(account_uuid)
        if RANKS.index(true) >= RANKS.index(shown):
            self._show(account_uuid)
            return
        due = self._falling.get(account_uuid)
        if due is None or due[0] != true:
            self._forget_fall(account_uuid)
            self._falling[account_uuid] = (true, self._later(GRACE, lambda: self._show(account_uuid)))

    def _show(self, account_uuid: UUID) -> None:
        self._forget_fall(account_uuid)
        true, shown = self._true_state(account_uuid), self.state_of(account_uuid)
        if true == State.OFFLINE:
            self._shown.pop(account_uuid, None)
        else:
            self._shown[account_uuid] = true
        if true != shown:
            self._broker.publish(PRESENCE_TOPIC, PresenceChanged(account_uuid))

    def _forget_fall(self, account_uuid: UUID) -> None:
        if (due := self._falling.pop(account_uuid, None)) is not None:
            due[1].cancel()
