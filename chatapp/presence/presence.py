"""Who is online, away or offline.

It comes from the pages that are connected. What looks like less (a page went, or was hidden) counts only after a few
seconds' grace, so a reload or a change of tabs does not flicker; what looks like more counts at once.
"""

from uuid import UUID

from chatapp.broker import Broker
from chatapp.identity import Actor
from chatapp.presence.attendance import GRACE, Attendance
from chatapp.presence.state import RANKS, PresenceState, highest
from chatapp.timers import Cancellable, Later, on_the_loop


class Presence(Attendance):
    """Who is online, away or offline, over all of a person's pages; and who is in which room.

    Announces PresenceChanged when what others see of a person changes. Holds nothing about people who are offline.
    """

    def __init__(self, broker: Broker, later: Later = on_the_loop) -> None:
        super().__init__(broker, later)
        self._connected: dict[UUID, dict[str, bool]] = {}  # account → page → whether the person is active on it
        self._shown: dict[UUID, PresenceState] = {}  # what others see; who is missing is offline
        self._falling: dict[UUID, tuple[PresenceState, Cancellable]] = {}  # what will be seen after the grace

    def connect(self, actor: Actor, page: str, *, is_active: bool = True) -> None:
        """Note that a page is connected, and whether the person sees it and does something there."""
        self._connected.setdefault(actor.uuid, {})[page] = is_active
        self._settle(actor.uuid)

    def disconnect(self, actor: Actor, page: str) -> None:
        """Note that a page has lost its connection: it was closed, is reloading, or its computer sleeps."""
        self._drop(actor.uuid, page)
        self._settle(actor.uuid)

    def end(self, actor: Actor, page: str) -> None:
        """Note that a page's session has ended: the page cannot come back, so there is no grace."""
        self._drop(actor.uuid, page)
        self._show(actor.uuid)

    def state_of(self, account_uuid: UUID) -> PresenceState:
        """Return what others see of a person, whichever process their pages are on."""
        return highest((self._shown_here(account_uuid), self._remote.state_of(account_uuid)))

    def is_active_in(self, room_uuid: UUID, account_uuid: UUID) -> bool:
        """Return whether a person has a page of a room open and is active on it.

        Of other processes it is only known that they have one, and that they are active on one of their pages there.
        """
        here, pages = self._pages_in(room_uuid, account_uuid), self._connected.get(account_uuid, {})
        if any(pages.get(page, False) for page in here):
            return True
        is_elsewhere = account_uuid in self._remote.here(room_uuid)
        return is_elsewhere and self._remote.state_of(account_uuid) == PresenceState.ONLINE

    def connected(self) -> set[UUID]:
        """Return who is online or away, on whichever process their pages are."""
        return set(self._shown) | self._remote.connected()

    def _drop(self, account_uuid: UUID, page: str) -> None:
        pages = self._connected.get(account_uuid, {})
        pages.pop(page, None)
        if not pages:
            self._connected.pop(account_uuid, None)

    def _shown_here(self, account_uuid: UUID) -> PresenceState:
        return self._shown.get(account_uuid, PresenceState.OFFLINE)

    def _true_state(self, account_uuid: UUID) -> PresenceState:
        pages = self._connected.get(account_uuid)
        if not pages:
            return PresenceState.OFFLINE
        return PresenceState.ONLINE if any(pages.values()) else PresenceState.AWAY

    def _settle(self, account_uuid: UUID) -> None:
        """Show more at once, and less after the grace, counted from when it became true."""
        true, shown = self._true_state(account_uuid), self._shown_here(account_uuid)
        if RANKS.index(true) >= RANKS.index(shown):
            self._show(account_uuid)
            return
        due = self._falling.get(account_uuid)
        if due is None or due[0] != true:
            self._forget_fall(account_uuid)
            self._falling[account_uuid] = (true, self._later(GRACE, lambda: self._show(account_uuid)))

    def _show(self, account_uuid: UUID) -> None:
        self._forget_fall(account_uuid)
        true, shown = self._true_state(account_uuid), self._shown_here(account_uuid)
        if true == PresenceState.OFFLINE:
            self._shown.pop(account_uuid, None)
        else:
            self._shown[account_uuid] = true
        if true != shown:
            self._remote.announce_state(account_uuid, true)
            self._announce_state(account_uuid)

    def _forget_fall(self, account_uuid: UUID) -> None:
        if (due := self._falling.pop(account_uuid, None)) is not None:
            due[1].cancel()
