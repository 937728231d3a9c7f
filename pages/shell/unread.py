"""What is unread in a page's rooms, as its sidebar knows it, for the other parts of the page."""

from collections.abc import Callable
from dataclasses import dataclass

from chatapp.rooms import RoomView


@dataclass(frozen=True, slots=True)
class UnreadRoom:
    """A room with unread messages that call for attention: it is not muted. ``last_number``: its newest message's.

    ``mentions``: how many of them mention the person.
    """

    room: RoomView
    count: int
    last_number: int
    mentions: int = 0


class UnreadRooms:
    """One page's unread rooms, kept in step by the sidebar."""

    def __init__(self) -> None:
        self.rooms: tuple[UnreadRoom, ...] = ()
        self._watchers: list[Callable[[], None]] = []

    @property
    def total(self) -> int:
        """How many messages are unread in all of them."""
        return sum(one.count for one in self.rooms)

    @property
    def mentions(self) -> int:
        """How many of them mention the person."""
        return sum(one.mentions for one in self.rooms)

    def set(self, rooms: tuple[UnreadRoom, ...]) -> None:
        """Take over what is unread now; whoever watches is told if it differs."""
        if rooms == self.rooms:
            return
        self.rooms = rooms
        for watch in list(self._watchers):
            watch()

    def on_change(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` when anything of it changes; returns what ends it."""
        self._watchers.append(watch)
        return lambda: self._watchers.remove(watch)
