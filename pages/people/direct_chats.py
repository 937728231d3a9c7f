"""Direct chats: with one person or with several, the same people always in the same one."""

from uuid import UUID

from nicegui import ui

from chatapp.accounts.directory import PersonView
from chatapp.rooms.direct import AT_MOST
from chatapp.web import urls
from pages.people.picker import pick_people
from pages.people.picker_sources import everyone
from pages.shell.shell import Shell

TO = "Name, username or e-mail"


async def new_message(shell: Shell) -> None:
    """Open the dialog that chooses whom to write to, and goes there."""

    async def start(people: list[PersonView]) -> None:
        await open_direct(shell, *(person.uuid for person in people))

    await pick_people(
        shell,
        "New message",
        everyone(shell),
        start,
        label=TO,
        submit="Start",
        about=f"Choose one person, or up to {AT_MOST - 1} for a group.",
        field="to",
        at_most=AT_MOST - 1,
        finds_addresses=True,
    )


async def open_direct(shell: Shell, *accounts: UUID) -> None:
    """Go to the direct chat with these people; it is created if there is none."""
    room_uuid = await shell.chat.direct_chats.open(actor=shell.actor, people=accounts)
    ui.navigate.to(urls.room(room_uuid))
