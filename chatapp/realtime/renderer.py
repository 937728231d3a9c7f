"""What renders one room's messages for all its open pages at once, as far as the room's feed has to know it."""

from collections.abc import Awaitable, Callable, Iterable
from collections.abc import Set as AbstractSet
from typing import Protocol
from uuid import UUID

from chatapp.events import MessageView
from chatapp.messages.history import MessagePage

ReadBetween = Callable[[int, int], Awaitable[MessagePage]]  # the messages after one number and before another


class RoomRenderer(Protocol):
    """The shared rendering of one room; lives as long as the room's feed."""

    def apply(self, message: MessageView) -> None:
        """Apply a posted, edited or deleted message; each change comes once, in the order of revisions."""

    def shown(self) -> Iterable[MessageView]:
        """Return all messages that are held, as they are shown."""

    async def refresh_authors(self, people: AbstractSet[UUID], read: ReadBetween) -> None:
        """Read again what is held of these people's messages and reactions, and show what has changed."""


MakeRenderer = Callable[[], RoomRenderer]
