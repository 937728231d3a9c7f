"""The sidebar of a page whose person looks elsewhere: one room's unread numbers, without a server."""

import re
from collections.abc import Iterable
from functools import partial
from types import SimpleNamespace
from typing import Any

from nicegui import Client, ui

from chatapp.broker import Broker
from chatapp.identity import Actor
from chatapp.messages.markup import NO_PICTURES
from chatapp.presence import PresenceState
from chatapp.realtime.activity import RoomActivity
from chatapp.rooms import RoomView
from chatapp.rooms.unread import NUMBERS, UncountedUnread
from pages import nicegui_patches
from pages.shell.page_state.observable import LiveRooms
from pages.shell.page_state.unread import UnreadRooms
from pages.sidebar.room_rows import RoomRows
from tests.support.browser.fake_pages import FakeLine

MORE = re.compile(rb'unread\.more\(\\"[^"]+\\", (-?\d+), \d+\)')
DRAWN = re.compile(rb'data-unread=[\\"]+(\d*)')


def uncounted(numbers: Iterable[int], singly: int = NUMBERS) -> UncountedUnread:
    """Return what a database says of messages that don't count. ``singly``: how many it names."""
    found = sorted(numbers)
    return UncountedUnread(frozenset(found[:singly]), len(found[singly:]))


def _nothing(*_: Any) -> Any:
    return lambda *_: None


class CountingBrowser(FakeLine):
    """The socket of a page's browser, which counts on in the room's row as `unread.js` does. ``seen``: the count."""

    def __init__(self, outbox: Any) -> None:
        super().__init__(outbox)
        self.seen = self.frames = 0

    def write(self, frame: bytes) -> None:
        self.frames += 1
        self.take(frame)

    def take(self, frame: bytes) -> None:
        """Show what a frame says, or a section."""
        if more := MORE.search(frame):
            self.seen = max(0, self.seen + int(more[1]))
        elif drawn := DRAWN.search(frame):
            self.seen = int(drawn[1] or 0)


class UnreadRows:
    """What the sidebar shows as unread. ``browser``: what it shows there, if pages share what they are told.

    ``activity``: of the process, if it has other pages.
    """

    def __init__(self, broker: Broker, actor: Actor, activity: RoomActivity | None = None) -> None:
        self.activity = activity or RoomActivity(broker)  # of the process
        self._unread = UnreadRooms()
        self._client = nicegui_patches.adopt(Client(ui.page("")))
        self._client._response_built = True
        self.browser: CountingBrowser | None = None
        if isinstance(outbox := self._client.outbox, nicegui_patches.DirectOutbox):
            self.browser = CountingBrowser(outbox)
            outbox._socket = self.browser  # type: ignore[assignment]
        self._shell = shell = SimpleNamespace(
            client=self._client,
            activity=SimpleNamespace(on_visibility_change=_nothing),
            on_path_change=_nothing,
            set_unread=self._unread.set,
            unread=self._unread,
            path="/",
            live_rooms=LiveRooms(),
            is_signed_in=True,
            actor=actor,
            chat=SimpleNamespace(
                room_activity=self.activity,
                read_marks=SimpleNamespace(noted=lambda *_: 0, readers_of=lambda _: frozenset()),
                custom_emoji=SimpleNamespace(pictures=NO_PICTURES),
                presence=SimpleNamespace(state_of=lambda _: PresenceState.OFFLINE),
            ),
        )
        section: Any = SimpleNamespace(write=self._drawn)
        self._rows = RoomRows(shell, dict.fromkeys(("saved", "rooms", "direct"), section), _nothing)  # type: ignore[arg-type]

    def show(self, room: RoomView) -> None:
        """Take over what the database says."""
        self._rows.show([room])

    def read_up_to(self, room: RoomView) -> None:
        """Hear how far the person has read, on another page."""
        if not self._rows.read_up_to(room.uuid, room.last_read_number):
            self.show(room)  # as the sidebar reads it again

    @property
    def numbers(self) -> tuple[int, int]:
        """How many messages are unread, and how many of them mention the person."""
        return self._unread.total, self._unread.mentions

    def remove(self) -> None:
        """Have the person no longer be in the room."""
        for room_uuid in list(self._rows._rows):
            self._rows.remove(room_uuid)

    def sign_out(self) -> None:
        """End the session behind the page."""
        self._shell.is_signed_in = False
        nicegui_patches.part(self._client)

    def serve(self) -> None:
        """What the outbox's loop does when there is something to do."""
        outbox: Any = self._client.outbox
        if self.browser is not None and self.browser.is_ready:
            for due in iter(partial(outbox._next, self._client), None):
                outbox._write(self.browser, due)

    def _drawn(self, html: str) -> None:
        if self.browser is not None:
            self.browser.take(html.encode())

    def close(self) -> None:
        """Listen no more."""
        self._client.delete()
