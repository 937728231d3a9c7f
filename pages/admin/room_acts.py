"""What an administrator can do about a room: hand it over, close, reopen and delete it."""

from functools import partial

from chatapp import administration, rooms
from chatapp.administration.rooms import SUGGESTED, RoomRow
from chatapp.errors import Invalid, NotFound
from pages.admin.frame import Choice
from pages.admin.table import Table
from pages.components.dialogs import ask, confirm
from pages.components.fields import Field
from pages.components.page_frame import refresh_if_gone
from pages.shell.shell import Shell

NEW_OWNER = "Choose a member as the new owner. The current owner becomes a moderator."
ARCHIVED = "Hidden from everyone until it's restored. Nothing is deleted."
RESTORED = "With its members and messages."
DELETED = "Deletes the room and its messages permanently."


class RoomActs:
    """The acts of one page's table of rooms; what they change is shown there."""

    def __init__(self, shell: Shell, table: Table[RoomRow, str]) -> None:
        self._shell = shell
        self._table = table

    def choices(self, room: RoomRow) -> list[Choice]:
        """Return what can be done about a room, each with what it means."""
        ownership = [Choice("Change owner", NEW_OWNER, partial(self._ask_heir, room))] if room.may_hand_over else []
        if room.closed_at is None:
            return [*ownership, Choice("Archive", ARCHIVED, partial(self._ask_close, room), is_dangerous=True)]
        return [
            Choice("Restore", RESTORED, partial(self._do_reopen, room)),
            *ownership,
            Choice("Delete", DELETED, partial(self._ask_delete, room), is_dangerous=True),
        ]

    def _ask_close(self, room: RoomRow) -> None:
        async def close() -> None:
            async with self._shell.chat.transaction() as work:
                await rooms.close(work, actor=self._shell.actor, room_uuid=room.uuid)
            await self._changed(room)

        sentence = "It will be hidden from everyone. Its owner or an administrator can restore it."
        confirm(self._shell, f"Archive {room.name}?", sentence, "Archive room", refresh_if_gone(self._shell, close))

    async def _do_reopen(self, room: RoomRow) -> None:
        async with self._shell.chat.transaction() as work:
            await rooms.reopen(work, actor=self._shell.actor, room_uuid=room.uuid)
        await self._changed(room)

    def _ask_delete(self, room: RoomRow) -> None:
        async def delete(confirmation: str) -> None:
            async with self._shell.chat.transaction() as work:
                await rooms.delete(work, actor=self._shell.actor, room_uuid=room.uuid, confirmation=confirmation)
            self._table.drop(str(room.uuid))

        sentence = f"This can't be undone: it has {room.message_count:,} messages. Type {room.name} to confirm."
        field = Field("confirmation", "Room name")
        title = f"Delete {room.name}?"
        ask(self._shell, title, sentence, "Delete room", field, refresh_if_gone(self._shell, delete), is_dangerous=True)

    async def _ask_heir(self, room: RoomRow) -> None:
        async with self._shell.chat.reading() as session:
            names = await administration.rooms.members(session, actor=self._shell.actor, room_uuid=room.uuid)
        if not names:
            self._shell.notify("This room has no other members who could own it.")
            return

        async def hand_over(username: str) -> None:
            async with self._shell.chat.transaction() as work:
                heir = await administration.people.named(work.session, actor=self._shell.actor, username=username)
                if heir is None:
                    raise Invalid({"successor": f"No one matches “{username}”."})
                await rooms.hand_over(work, actor=self._shell.actor, room_uuid=room.uuid, to=heir)
            await self._changed(room)

        is_short = len(names) < SUGGESTED
        options = tuple((name, name) for name in names) if is_short else ()
        field = Field("successor", "New owner", options=options, hint="" if is_short else "A member's username.")
        sentence = "The current owner becomes a moderator."
        ask(
            self._shell,
            f"Change the owner of {room.name}",
            sentence,
            "Change owner",
            field,
            refresh_if_gone(self._shell, hand_over),
        )

    async def _changed(self, room: RoomRow) -> None:
        try:
            async with self._shell.chat.reading() as session:
                now = await administration.rooms.get(session, actor=self._shell.actor, room_uuid=room.uuid)
        except NotFound:
            await self._shell.refresh_view()
            return
        self._table.change(now)
