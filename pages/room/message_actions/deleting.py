"""Deleting a message: one's own at once, with a way back for a while; others' messages after a question."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from chatapp import messages
from chatapp.events import MessageView
from chatapp.messages.plain_words import first_line
from chatapp.messages.replies.quotes import LENGTH as QUOTED
from chatapp.web.parameters import is_number, uuid_of
from pages.browser.calls import call
from pages.components.dialogs import confirm
from pages.components.initials import shortened
from pages.room.conversation_pane import ConversationPane
from pages.shell.shell import Shell
from pages.shell.websocket.page_events import PageEvent

NAMED = 40  # characters of what was deleted


async def delete(pane: ConversationPane, number: int, _: str) -> None:
    """Delete one's own message, with a way back; ask before deleting somebody else's."""
    shell = pane.shell
    if (message := await _message(pane, number)) is None or message.deleted_at:
        return
    if message.author_uuid == shell.actor.uuid:
        await _remove(pane, number)
        said = f"Deleted “{shortened(first_line(message.body[:QUOTED]), NAMED)}”"  # several may be offered at once
        offer = call("toasts.offer", said, "Undo", "message_restore", str(pane.room.uuid), number)
        shell.client.run_javascript(offer)
        return
    with shell.client:
        confirm(
            shell,
            f"Delete this message by {message.author_name}?",
            "Everyone in the room will see that a moderator removed it. This can't be undone.",
            "Delete",
            partial(_remove, pane, number),
        )


async def _message(pane: ConversationPane, number: int) -> MessageView | None:
    actor, room_uuid = pane.shell.actor, pane.room.uuid
    found = await pane.shell.chat.read(
        messages.read_page, actor=actor, room_uuid=room_uuid, after=number - 1, before=number + 1
    )
    return found.messages[0] if found.messages else None


async def _remove(pane: ConversationPane, number: int) -> None:
    async with pane.shell.chat.changing(pane.shell.actor) as work:
        await messages.remove(work, actor=pane.shell.actor, room_uuid=pane.room.uuid, number=number)


async def _restore(shell: Shell, args: Any) -> None:
    """Restore what the page has deleted, whatever view is shown by now."""
    match args:
        case [str(room), number] if is_number(number):
            async with shell.chat.changing(shell.actor) as work:
                await messages.restore(work, actor=shell.actor, room_uuid=uuid_of(room), number=number)


EVENTS: Final[Mapping[str, PageEvent]] = {"message_restore": _restore}
