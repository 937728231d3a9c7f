"""Whose presence the sidebar shows: of each direct chat with one other person, that person's."""

from collections.abc import Callable
from uuid import UUID

from chatapp.presence import Presence


class Partners:
    """The other people of one page's direct chats. ``show`` is called with whoever comes, goes or is away."""

    def __init__(self, presence: Presence, show: Callable[[UUID], None]) -> None:
        self._presence, self._show = presence, show
        self._rooms: dict[UUID, UUID] = {}  # account → the direct room with it
        self._ends: dict[UUID, Callable[[], None]] = {}

    def __contains__(self, account_uuid: UUID) -> bool:
        return account_uuid in self._rooms

    def room_with(self, account_uuid: UUID) -> UUID | None:
        """Return the direct chat with a person alone."""
        return self._rooms.get(account_uuid)

    def add(self, account_uuid: UUID, room_uuid: UUID) -> None:
        """Note a direct chat with a person. Twice is no error."""
        self._rooms[account_uuid] = room_uuid
        if account_uuid not in self._ends:
            self._ends[account_uuid] = self._presence.watch(account_uuid, self._show)

    def discard(self, account_uuid: UUID) -> None:
        """Note that there is none any more."""
        if self._rooms.pop(account_uuid, None) is not None:
            self._ends.pop(account_uuid)()

    def close(self) -> None:
        """Hear of nobody any more."""
        for account_uuid in list(self._rooms):
            self.discard(account_uuid)
