"""What the sidebar's buttons do, which tell it to the server by names."""

from collections.abc import Mapping
from typing import Any, Final

from pages.invites.dialog import invite_people
from pages.people.direct_chats import new_message
from pages.people.status import set_status
from pages.rooms.create import create_room
from pages.shell.shell import Shell
from pages.shell.websocket.page_events import PageEvent
from pages.sidebar.pause_button import open_pause_menu


async def _add(shell: Shell, section: Any) -> None:
    if section == "rooms":
        await create_room(shell)
    elif section == "direct":
        await new_message(shell)


async def _invite(shell: Shell, _: Any) -> None:
    await invite_people(shell)


async def _set_status(shell: Shell, _: Any) -> None:
    await set_status(shell)


async def _pause(shell: Shell, _: Any) -> None:
    await open_pause_menu(shell)


EVENTS: Final[Mapping[str, PageEvent]] = {"add": _add, "invite": _invite, "set_status": _set_status, "pause": _pause}
