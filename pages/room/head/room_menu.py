"""The menu of a room: everything one does with the room as a whole."""

from functools import partial

from nicegui import ui

from chatapp import rooms, threads
from chatapp.rooms import RoomView
from chatapp.web import urls
from pages.browser.calls import call
from pages.components.menus import menu, menu_item
from pages.components.search_field import query_in
from pages.room.details.member_acts import ask_to_leave
from pages.room.head.archiving import ask_to_close
from pages.room.head.head_html import opener_id
from pages.room.head.room_level import choose_level
from pages.rooms.create import edit_room
from pages.shell.shell import Shell


def open_room_menu(shell: Shell, room: RoomView) -> None:
    """Open the menu at its button, with what the person may do."""
    with menu(opener_id(room), f"Actions for {room.name}"):
        if room.may_manage:
            menu_item(shell, "Edit room", partial(edit_room, shell, room))
        menu_item(shell, "Unmute" if room.is_muted else "Mute", partial(mute, shell, room))
        menu_item(shell, "Notifications", partial(choose_level, shell, room))
        threads_label = "Don't follow new threads" if room.follows else "Follow all new threads"
        menu_item(shell, threads_label, partial(follow_new, shell, room))
        menu_item(shell, "Remove from saved" if room.is_saved else "Save", partial(save, shell, room))
        menu_item(shell, "Search in this room", partial(ui.navigate.to, urls.search(f"{query_in(room)} ")))
        menu_item(shell, "Jump to a date", partial(choose_date, shell))
        if room.partner is not None:
            menu_item(shell, "View profile", partial(ui.navigate.to, urls.person(room.partner.username)))
        if room.may_manage:
            menu_item(shell, "Archive room", partial(ask_to_close, shell, room))
        if not room.is_direct:
            menu_item(shell, "Leave room", partial(ask_to_leave, shell, room))


async def choose_date(shell: Shell) -> None:
    """Have the browser ask for a date to jump to."""
    shell.client.run_javascript(call("jumpDate.open"))


async def save(shell: Shell, room: RoomView) -> None:
    """Save a room, or take it off the saved ones."""
    async with shell.chat.changing(shell.actor) as work:
        await rooms.save(work, actor=shell.actor, room_uuid=room.uuid, is_saved=not room.is_saved)


async def follow_new(shell: Shell, room: RoomView) -> None:
    """Follow all new threads of a room from now on, or stop."""
    async with shell.chat.changing(shell.actor) as work:
        await threads.follow_new(work, actor=shell.actor, room_uuid=room.uuid, follows=not room.follows)


async def mute(shell: Shell, room: RoomView) -> None:
    """Mute a room, or unmute it."""
    async with shell.chat.changing(shell.actor) as work:
        await rooms.mute(work, actor=shell.actor, room_uuid=room.uuid, is_muted=not room.is_muted)
