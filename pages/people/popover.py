"""A person's card over any page, from their name or face: whatever carries ``data-person`` opens it."""

from uuid import UUID

from nicegui import events, ui

from chatapp.errors import NotFound
from pages.components.dialogs import sheet
from pages.people.card import Person, read, show_card
from pages.shell.shell import Shell

GONE = "This account no longer exists."


def install_person_cards(shell: Shell) -> None:
    """Open the card of whoever's name or face is pressed. Call once for each page."""

    async def pressed(event: events.GenericEventArguments) -> None:
        if (account_uuid := _uuid(event.args)) is None:
            return  # not from our script
        try:
            person = await read(shell, account_uuid)
        except NotFound:
            shell.notify(GONE)
        else:
            _open(shell, person)

    ui.on("person", shell.with_error_notices(pressed))


def _open(shell: Shell, person: Person) -> None:
    with sheet(shell, person.card.name, "person-sheet"):
        show_card(shell, person, links_to_page=True)


def _uuid(given: object) -> UUID | None:
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None
