"""Deleting a message: one's own at once, with a way back for a while; others' messages after a question."""

from functools import partial
from uuid import UUID

from nicegui import events, ui

from chatapp import messages
from chatapp.events import MessageView
from chatapp.messages.plain_words import first_line
from chatapp.messages.quotes import LENGTH as QUOTED
from chatapp.web.parameters import is_number, uuid_of
from pages.browser.calls import call
from pages.components.dialogs import confirm
from pages.components.initials import shortened
from pages.room.actions import Actions
from pages.shell.shell import Shell

NAMED = 40  # characters of what was deleted


class Deleting:
    """The act "Delete" on one page's conversation."""

    def __init__(self, shell: Shell, room_uuid: UUID, actions: Actions) -> None:
        self._shell, self._room_uuid = shell, room_uuid
        actions.on("delete", self._delete)

    async def _message(self, number: int) -> MessageView | None:
        actor, room_uuid = self._shell.actor, self._room_uuid
        found = await self._shell.chat.read(
            messages.read_page, actor=actor, room_uuid=room_uuid, after=number - 1, before=number + 1
        )
        return found.messages[0] if found.messages else None

    async def _delete(self, number: int, _: str) -> None:
        shell = self._shell
        if (message := await self._message(number)) is None or message.deleted_at:
            return
        if message.author_uuid == shell.actor.uuid:
            await self._remove(number)
            said = f"Deleted “{shortened(first_line(message.body[:QUOTED]), NAMED)}”"  # several may be offered at once
            offer = call("toasts.offer", said, "Undo", "message_restore", str(self._room_uuid), number)
            shell.client.run_javascript(offer)
            return
        with shell.client:
            confirm(
                shell,
                f"Delete this message by {message.author_name}?",
                "Everyone in the room will see that a moderator removed it. This can't be undone.",
                "Delete",
                partial(self._remove, number),
            )

    async def _remove(self, number: int) -> None:
        async with self._shell.chat.changing(self._shell.actor) as work:
            await messages.remove(work, actor=self._shell.actor, room_uuid=self._room_uuid, number=number)


def install_undo(shell: Shell) -> None:
    """Restore what the page has deleted, whatever view is shown then. Call once for each page."""

    async def restore(room: str, number: int) -> None:
        async with shell.chat.changing(shell.actor) as work:
            await messages.restore(work, actor=shell.actor, room_uuid=uuid_of(room), number=number)

    async def take(event: events.GenericEventArguments) -> None:
        match event.args:
            case [str(room), number] if is_number(number):
                await shell.with_error_notices(restore)(room, number)

    ui.on("message_restore", take)
