"""Joining a room: at once, or with its password, which is asked once."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from chatapp.rooms import RoomView
from chatapp.web import urls
from pages.components.dialogs import ask
from pages.components.fields import Field
from pages.shell.shell import Shell

PASSWORD = Field("password", "Room password", "password")


async def enter(shell: Shell, room: RoomView) -> None:
    """Go to a room from a list; people who are not yet members join it first."""

    async def go() -> None:
        ui.navigate.to(urls.room(room.uuid))

    if room.is_member:
        await go()
    else:
        await join(shell, room, go)


async def join(shell: Shell, room: RoomView, then: Callable[[], Awaitable[None]]) -> None:
    """Join a room, asking for its password if it has one, then call ``then``."""

    async def prove(password: str) -> None:
        await shell.chat.room_passwords.join(actor=shell.actor, room_uuid=room.uuid, password=password)
        await then()

    if room.has_password:
        sentence = f"{room.name} is private. Enter its password to join."
        ask(shell, "Join with the password", sentence, "Join", PASSWORD, prove)
    else:
        await prove("")
