"""In which rooms a person has typed something and not sent it, for the other parts of the page."""

from collections.abc import Callable
from uuid import UUID


class DraftRooms:
    """Which rooms the person has a draft in, for the parts of a page."""

    def __init__(self) -> None:
        self.rooms: frozenset[UUID] = frozenset()
        self._watchers: list[Callable[[], None]] = []

    def set(self, rooms: frozenset[UUID]) -> None:
        """Take over which rooms they are; whoever watches is told if they differ."""
        if rooms == self.rooms:
            return
        self.rooms = rooms
        for watch in list(self._watchers):
            watch()

    def on_change(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` when other rooms have a draft; returns what ends it."""
        self._watchers.append(watch)
        return lambda: self._watchers.remove(watch)
