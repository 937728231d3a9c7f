"""What a room's panel says of the room itself, and of the other person in a direct conversation."""

from functools import partial

from nicegui import ui

from chatapp.errors import NotFound
from chatapp.rooms import RoomView
from chatapp.rooms.slow_mode import CHOICES
from pages.components.elements import avatar, box, button, icon, text
from pages.components.room_labels import hue_style
from pages.people import card
from pages.room.details.member_acts import ask_to_leave
from pages.room.details.webhooks import show_webhooks
from pages.room.head.archiving import ask_to_close
from pages.room.head.room_level import choose_level
from pages.room.head.room_menu import mute
from pages.rooms.create import edit_room
from pages.shell.shell import Shell

PRIVATE = "Private — invite only."
WITH_PASSWORD = "Private — anyone with the password can join."  # noqa: S105 - a sentence
PUBLIC = "Public — anyone can join."
SEARCHED = "Administrators can search messages in this room."


def show_settings(shell: Shell, room: RoomView, container: ui.element) -> None:
    """Show what a room is for, who may join, and what the person may do with it."""
    container.clear()
    with container, box("about-room", "section", aria_label="About"):
        if room.category:
            with box("category", style=hue_style(room.hue)):
                icon(room.category.icon)
                text("span", f"Category: {room.category.name}")
        if room.description:
            text("bdi", room.description)
        joining = PUBLIC if not room.is_private else WITH_PASSWORD if room.has_password else PRIVATE
        text("p", joining, "muted small")
        if room.is_private and room.members_may_add:
            text("p", "All members can add people.", "muted small")
        if room.is_private:
            text("p", SEARCHED, "muted small")
        if room.slow_mode:
            text("p", f"Slow mode — {CHOICES[room.slow_mode]} between two messages.", "muted small")
        if room.begins_threads:
            text("p", "Topics — answers go into threads.", "muted small")
        text("p", f"Created by {room.created_by}", "muted small")
        _show_acts(shell, room)


def _show_acts(shell: Shell, room: RoomView) -> None:
    with box("room-acts"):
        label, sign = ("Unmute", "bell") if room.is_muted else ("Mute", "bell-off")
        button(f"{label} room", shell.with_error_notices(partial(mute, shell, room)), icon_name=sign)
        choose = shell.with_error_notices(partial(choose_level, shell, room))
        button("Notifications", choose, icon_name="bell")
        if room.may_manage:
            button("Edit", shell.with_error_notices(partial(edit_room, shell, room)), icon_name="pencil")
            button("Webhooks", shell.with_error_notices(partial(show_webhooks, shell, room)), icon_name="code")
            button("Archive room", lambda: ask_to_close(shell, room), icon_name="archive")
        button("Leave", shell.with_error_notices(partial(ask_to_leave, shell, room)), icon_name="leave")


async def show_partner(shell: Shell, room: RoomView, container: ui.element) -> None:
    """Show the card of the other person in a direct conversation."""
    partner = room.partner
    if partner is None:
        return
    try:
        person = await card.read(shell, partner.uuid)
    except NotFound:
        person = None  # the account is deactivated
    if container.is_deleted:
        return
    container.clear()
    with container, box("partner-card"):
        if person is not None:
            card.show_card(shell, person, links_to_page=True, has_message=False)
            return
        avatar(partner.uuid, partner.name, "large", partner.avatar)
        text("bdi", partner.name, "person-name")
        text("p", "This account is deactivated.", "muted")
