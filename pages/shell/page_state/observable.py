"""What some parts of a page know, and others want to hear of."""

from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

from chatapp.callbacks import Ending

T = TypeVar("T")


class Watchers:
    """Who is told of a change. They may end it, and others begin, while they are told."""

    __slots__ = ("_watchers",)

    def __init__(self) -> None:
        self._watchers: list[Callable[[], None]] = []

    def add(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` on each change; returns what ends it."""
        self._watchers.append(watch)
        return Ending(self._watchers, watch)

    def __bool__(self) -> bool:
        return bool(self._watchers)

    def tell(self) -> None:
        """Call them all."""
        for watch in list(self._watchers):
            watch()


class Observable(Generic[T]):
    """A value, and who is told when it becomes another one."""

    def __init__(self, value: T) -> None:
        self.value = value
        self._watchers = Watchers()

    def set(self, value: T) -> None:
        """Take over what it is now; whoever watches is told if it differs."""
        if value != self.value:
            self.value = value
            self._watchers.tell()

    def on_change(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` whenever it becomes another one; returns what ends it."""
        return self._watchers.add(watch)


class LiveRooms(set[UUID]):
    """The rooms whose newest message is in view, and who is told when there is another one."""

    def __init__(self) -> None:
        super().__init__()
        self._watchers, self._leaving = Watchers(), Watchers()

    def add(self, room_uuid: UUID) -> None:
        """Add a room; whoever watches is told if it is new."""
        if room_uuid not in self:
            super().add(room_uuid)
            self._watchers.tell()

    def discard(self, room_uuid: object) -> None:
        """Remove a room; whoever watches is told if it was there."""
        if room_uuid in self:
            super().discard(room_uuid)
            self._leaving.tell()

    def on_discard(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` whenever there is one less; returns what ends it."""
        return self._leaving.add(watch)

    def on_add(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` whenever there is another one; returns what ends it."""
        return self._watchers.add(watch)
