"""The rooms whose messages a view lists: it hears when what they say changes."""

from collections.abc import Callable, Iterable
from uuid import UUID

from chatapp.callbacks import ignore, weakly
from chatapp.realtime.activity import NewActivity
from pages.shell.shell import Shell


class FollowedRooms:
    """Calls ``on_change`` when a message in one of the rooms was edited, deleted or restored, or mentions somebody.

    ``hears_new``: for other new messages as well. It ends when the person leaves the view.
    """

    def __init__(self, shell: Shell, on_change: Callable[[], None], *, hears_new: bool = False) -> None:
        self._shell, self._on_change, self._hears_new = shell, on_change, hears_new
        self._ends: dict[UUID, Callable[[], None]] = {}
        shell.on_leaving_view(self._unfollow)

    def follow(self, room_uuids: Iterable[UUID]) -> None:
        """Follow these rooms, too."""
        for room_uuid in set(room_uuids) - self._ends.keys():
            subscribe = self._shell.chat.room_activity.subscribe
            self._ends[room_uuid] = subscribe(room_uuid, weakly(self._on_activity), ignore)

    def _on_activity(self, new: NewActivity) -> None:
        if new.changed_at or self._hears_new:
            self._on_change()

    def _unfollow(self) -> None:
        for end in self._ends.values():
            end()
        self._ends.clear()
