"""The sidebar of a page whose person looks elsewhere: one room's unread numbers, without a server."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from chatapp.broker import Broker
from chatapp.identity import Actor
from chatapp.messages.markup import NO_PICTURES
from chatapp.presence import PresenceState
from chatapp.realtime.activity import RoomActivity
from chatapp.rooms import RoomView
from chatapp.rooms.unread import NUMBERS, UncountedUnread
from pages.shell.page_state.observable import LiveRooms
from pages.shell.page_state.unread import UnreadRoom, UnreadRooms
from pages.sidebar.room_rows import RoomRows


def uncounted(numbers: Iterable[int], singly: int = NUMBERS) -> UncountedUnread:
    """Return what a database says of messages that don't count. ``singly``: how many it names."""
    found = sorted(numbers)
    return UncountedUnread(frozenset(found[:singly]), len(found[singly:]))


def _nothing(*_: Any) -> Any:
    return lambda *_: None


class UnreadRows:
    """What the sidebar shows as unread: ``numbers``, messages and mentions."""

    def __init__(self, broker: Broker, actor: Actor) -> None:
        self.numbers = (0, 0)
        self._deleting: list[Any] = []
        shell = SimpleNamespace(
            client=SimpleNamespace(
                on_delete=self._deleting.append, is_deleted=False, outbox=None, run_javascript=_nothing
            ),
            activity=SimpleNamespace(on_visibility_change=_nothing),
            on_path_change=_nothing,
            set_unread=self._note,
            unread=UnreadRooms(),
            path="/",
            live_rooms=LiveRooms(),
            is_signed_in=True,
            actor=actor,
            chat=SimpleNamespace(
                room_activity=RoomActivity(broker),
                read_marks=SimpleNamespace(noted=lambda *_: 0, readers_of=lambda _: frozenset()),
                custom_emoji=SimpleNamespace(pictures=NO_PICTURES),
                presence=SimpleNamespace(state_of=lambda _: PresenceState.OFFLINE),
            ),
        )
        section: Any = SimpleNamespace(write=_nothing)
        self._rows = RoomRows(shell, dict.fromkeys(("saved", "rooms", "direct"), section), _nothing)  # type: ignore[arg-type]

    def show(self, room: RoomView) -> None:
        """Take over what the database says."""
        self._rows.show([room])

    def read_up_to(self, room: RoomView) -> None:
        """Hear how far the person has read, on another page."""
        if not self._rows.read_up_to(room.uuid, room.last_read_number):
            self.show(room)  # as the sidebar reads it again

    def close(self) -> None:
        """Listen no more."""
        for delete in self._deleting:
            delete()

    def _note(self, unread: tuple[UnreadRoom, ...], *, has_news: bool = False) -> None:
        self.numbers = (sum(room.count for room in unread), sum(room.mentions for room in unread))
