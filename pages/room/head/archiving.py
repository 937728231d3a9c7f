"""Archiving a room, with what it means said before."""

from chatapp import rooms
from chatapp.rooms import RoomView
from pages.components.dialogs import confirm
from pages.shell.shell import Shell


def ask_to_close(shell: Shell, room: RoomView) -> None:
    """Ask whether to archive a room one owns, and do it."""

    async def close() -> None:
        async with shell.chat.changing(shell.actor) as work:
            await rooms.close(work, actor=shell.actor, room_uuid=room.uuid)

    sentence = "It will be hidden from everyone. You can restore it any time under “Mine”."
    confirm(shell, f"Archive {room.name}?", sentence, "Archive room", close)
