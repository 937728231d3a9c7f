"""Doing what was chosen in the switcher. The browser names an act; rights are checked in the services."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from chatapp import messages, rooms
from chatapp.accounts import preferences
from chatapp.accounts.preferences import Density, Preferences, Theme
from chatapp.web.parameters import LARGEST, uuid_of
from pages.home.read_all import mark_all_read
from pages.invites.dialog import invite_people
from pages.people.direct_chats import new_message, open_direct
from pages.people.status import set_status
from pages.rooms.create import create_room
from pages.shell.shell import Shell
from pages.shell.websocket.page_events import PageEvent

Act = Callable[[Shell, str], Awaitable[None]]


async def _take(shell: Shell, args: Any) -> None:
    """Do what is chosen on a page, whatever view is shown then."""
    match args:
        case [str(act), str(value)] if act in ACTS:
            await ACTS[act](shell, value)


EVENTS: Final[Mapping[str, PageEvent]] = {"switcher_act": _take}


async def _theme(shell: Shell, value: str) -> None:
    if value in list(Theme):
        await _prefer(shell, Preferences(theme=Theme(value)))


async def _density(shell: Shell, value: str) -> None:
    if value in list(Density):
        await _prefer(shell, Preferences(density=Density(value)))


async def _prefer(shell: Shell, changes: Preferences) -> None:
    async with shell.chat.changing(shell.actor) as work:
        await preferences.edit(work, actor=shell.actor, changes=changes)


async def _mute(shell: Shell, value: str) -> None:
    await _set_muted(shell, value, is_muted=True)


async def _unmute(shell: Shell, value: str) -> None:
    await _set_muted(shell, value, is_muted=False)


async def _set_muted(shell: Shell, value: str, *, is_muted: bool) -> None:
    actor, room_uuid = shell.actor, uuid_of(value)
    async with shell.chat.changing(actor) as work:
        await rooms.mute(work, actor=actor, room_uuid=room_uuid, is_muted=is_muted)
    async with shell.chat.reading() as session:
        room = await rooms.get(session, actor=actor, room_uuid=room_uuid)
    shell.notify(f"{room.name} is muted." if is_muted else f"{room.name} isn't muted any more.")


async def _read(shell: Shell, value: str) -> None:
    async with shell.chat.changing(shell.actor) as work:
        await messages.mark_read(work, actor=shell.actor, room_uuid=uuid_of(value), number=LARGEST)


async def _read_all(shell: Shell, _: str) -> None:
    await mark_all_read(shell)


async def _direct(shell: Shell, value: str) -> None:
    await open_direct(shell, uuid_of(value))


async def _status(shell: Shell, _: str) -> None:
    await set_status(shell)


async def _room(shell: Shell, _: str) -> None:
    await create_room(shell)


async def _message(shell: Shell, _: str) -> None:
    await new_message(shell)


async def _invite(shell: Shell, _: str) -> None:
    await invite_people(shell)


ACTS: Mapping[str, Act] = {
    "theme": _theme,
    "density": _density,
    "mute": _mute,
    "unmute": _unmute,
    "read": _read,
    "read-all": _read_all,
    "direct": _direct,
    "status": _status,
    "room": _room,
    "message": _message,
    "invite": _invite,
}
