"""Hues of a room's first people, told apart on one page: rows are shared by rooms and readers, so a style says it."""

from uuid import UUID

from chatapp import rooms
from chatapp.errors import Forbidden, NotFound
from chatapp.rooms.hues import hue_of
from pages.components.elements import Markup, markup, short
from pages.shell.shell import Shell


class AuthorHues:
    """One page's style for those who would look alike in its room: `read`, then `show`. Empty if nobody does."""

    def __init__(self, shell: Shell, room_uuid: UUID) -> None:
        self._shell, self._room_uuid = shell, room_uuid
        self._rules = ""
        self._style: Markup | None = None

    async def read(self) -> None:
        """Learn who was here first, in the snapshot that the room is read in. Raises Unavailable."""
        try:
            await self._shell.chat.broker.settle()
            hues = await self._shell.chat.read(rooms.hues_apart, actor=self._shell.actor, room_uuid=self._room_uuid)
        except (NotFound, Forbidden):
            return  # the person is no longer a member: the room's page is about to say so
        self._rules = "".join(
            f'.room .avatar[data-who="{short(uuid)}"]{{--hue:{hue}!important}}'
            for uuid, hue in hues.items()
            if hue != hue_of(uuid)
        )

    def show(self) -> None:
        """Give those a hue of their own who share one, by a style in the current container."""
        self._style = markup(self._rules, tag="style")

    async def tell_apart(self) -> None:
        """Read again, and show what has changed. Raises as `read`."""
        await self.read()
        if self._style is not None and not self._style.is_deleted:
            self._style.set({"innerHTML": self._rules})
