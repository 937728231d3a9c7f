"""Pinned messages: pinning on one page's conversation, and the list of them in the panel."""

from functools import partial
from html import escape
from uuid import UUID

from nicegui import ui

from chatapp import messages
from chatapp.messages.pins import Pin
from chatapp.messages.plain_words import words_of
from chatapp.rooms import RoomView
from chatapp.web import urls
from pages.components.elements import box, button, markup, text
from pages.components.local_time import local_date
from pages.components.words import words_html
from pages.room.conversation_pane import ConversationPane
from pages.shell.shell import Shell

EMPTY = "Nothing is pinned yet. Pin a message from its menu, so that everyone finds it here."


async def pin(pane: ConversationPane, number: int, value: str) -> None:
    """Pin a message, or unpin it."""
    change = messages.unpin if value == "-" else messages.pin
    async with pane.shell.chat.changing(pane.shell.actor) as work:
        await change(work, actor=pane.shell.actor, room_uuid=pane.room.uuid, number=number)


async def show_pins(shell: Shell, room: RoomView, container: ui.element) -> None:
    """Show a room's pinned messages as they are now."""
    async with shell.chat.reading() as session:
        found = await messages.pins(session, actor=shell.actor, room_uuid=room.uuid)
    if container.is_deleted:
        return
    container.clear()
    with container:
        if not found:
            text("p", EMPTY, "muted small no-pins")
            return
        with box("pins", "ul", aria_label="Pinned messages"):
            for pin in found:
                _show(shell, room, pin)


def _show(shell: Shell, room: RoomView, pin: Pin) -> None:
    message = pin.message
    words = words_html(words_of(message, 500), shell.chat.custom_emoji.pictures) or "…"
    with box("pin", "li"):
        markup(
            f"<strong><bdi>{escape(message.author_name)}</bdi></strong> {local_date(message.created_at)}"
            f'<span class="pin-words"><bdi>{words}</bdi></span>',
            "pin-link",
            "a",
            href=urls.message(room.uuid, message.number),
        )
        with box("pin-foot"):
            markup(f"Pinned by <bdi>{escape(pin.by_name)}</bdi>, {local_date(pin.at, with_time=True)}", "muted small")
            button(
                "Unpin", shell.with_error_notices(partial(_unpin, shell, room.uuid, message.number)), classes="quiet"
            )


async def _unpin(shell: Shell, room_uuid: UUID, number: int) -> None:
    async with shell.chat.changing(shell.actor) as work:
        await messages.unpin(work, actor=shell.actor, room_uuid=room_uuid, number=number)
