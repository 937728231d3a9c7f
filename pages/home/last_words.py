"""The last words of unread rooms that a page has at hand, so that of rooms without news nothing is read again."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from chatapp.messages import MessagePreview
from pages.shell.page_state.unread import UnreadRoom

Words = list[MessagePreview]


class LastWords:
    """Room → how it was when its last words were read, and these words."""

    def __init__(self) -> None:
        self._rooms: dict[UUID, tuple[UnreadRoom, Words]] = {}

    def take(self, rooms: Iterable[UnreadRoom], found: Mapping[UUID, Words]) -> None:
        """Keep what was found of ``rooms``; without anything found, a room has no words."""
        self._rooms |= {one.room.uuid: (one, found.get(one.room.uuid, [])) for one in rooms}

    def of(self, one: UnreadRoom) -> Words | None:
        """Return a room's last words, if they were read since its newest message and the last edit or deletion."""
        was, words = self._rooms.get(one.room.uuid, (None, []))
        is_known = was is not None and (was.last_number, was.changed_at) == (one.last_number, one.changed_at)
        return words if is_known else None

    def said_at(self, one: UnreadRoom) -> float:
        """Return when the newest of them was said; 0 if nothing is known."""
        words = self.of(one)
        return words[-1].created_at.timestamp() if words else 0.0

    def suffice(self, unread: Sequence[UnreadRoom], shown: Sequence[UnreadRoom]) -> bool:
        """Say whether other rooms are unread than those shown, and all of their words at hand.

        So it is when somebody marks rooms as read, or takes that back: they see it at once, as nothing is to be read.
        """
        is_other = {one.room.uuid for one in unread} != {one.room.uuid for one in shown}
        return is_other and all(self.of(one) is not None for one in unread)
