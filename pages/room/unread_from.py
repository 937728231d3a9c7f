"""Marking a room as unread from a message on: for later, on all pages of the person."""

from uuid import UUID

from pages.room.actions import Actions
from pages.shell.shell import Shell


class MarkingUnread:
    """The act "Mark unread from here" on one page's conversation."""

    def __init__(self, shell: Shell, room_uuid: UUID, actions: Actions) -> None:
        self._shell, self._room_uuid = shell, room_uuid
        actions.on("unread", self._mark)

    async def _mark(self, number: int, _: str) -> None:
        shell, before = self._shell, max(0, number - 1)
        await shell.chat.change_limit.count(shell.actor)
        await shell.chat.read_marks.set_read(actor=shell.actor, marks={self._room_uuid: before})
        shell.notify("Marked as unread from here.")
