"""What is unread in a page's rooms, as its sidebar knows it, for the other parts of the page."""

from dataclasses import dataclass

from chatapp.rooms import RoomView
from pages.shell.watched import Watched


@dataclass(frozen=True, slots=True)
class UnreadRoom:
    """A room with unread messages that call for attention: it is not muted. ``last_number``: its newest message's.

    ``mentions``: how many of them mention the person. ``changed_at``: its revision when one of its messages was given
    another text or deleted, as far as that is known.
    """

    room: RoomView
    count: int
    last_number: int
    mentions: int = 0
    changed_at: int = 0


class UnreadRooms(Watched[tuple[UnreadRoom, ...]]):
    """One page's unread rooms, kept in step by the sidebar."""

    def __init__(self) -> None:
        super().__init__(())

    @property
    def total(self) -> int:
        """How many messages are unread in all of them."""
        return sum(one.count for one in self.value)

    @property
    def mentions(self) -> int:
        """How many of them mention the person."""
        return sum(one.mentions for one in self.value)
