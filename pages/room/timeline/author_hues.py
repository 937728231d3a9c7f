"""Hues of a room's first people, told apart on one page: rows are shared by rooms and readers, so a style says it."""

from chatapp import rooms
from chatapp.errors import Forbidden, NotFound
from chatapp.rooms import RoomView
from chatapp.rooms.hues import hue_of
from pages.components.elements import markup, short
from pages.shell.shell import Shell


class AuthorHues:
    """One page's style for those who would look alike in its room. Empty as long as nobody does."""

    def __init__(self, shell: Shell, room: RoomView) -> None:
        self._shell, self._room_uuid = shell, room.uuid
        self._style = markup("", tag="style")

    async def tell_apart(self) -> None:
        """Read who was here first, and give those a hue of their own who share one."""
        try:
            hues = await self._shell.chat.read(rooms.hues_apart, actor=self._shell.actor, room_uuid=self._room_uuid)
        except (NotFound, Forbidden):
            return  # the person is no longer a member: the room's page is about to say so
        rules = (
            f'.room .avatar[data-who="{short(uuid)}"]{{--hue:{hue}!important}}'
            for uuid, hue in hues.items()
            if hue != hue_of(uuid)
        )
        if not self._style.is_deleted:
            self._style.set({"innerHTML": "".join(rules)})
