"""A person's card over any page, from their name or face: whatever carries ``data-person`` opens it."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from chatapp.errors import NotFound
from pages.components.dialogs import sheet
from pages.people.card import Person, read, show_card
from pages.shell.shell import Shell
from pages.shell.websocket.page_events import PageEvent

GONE = "This account no longer exists."


async def _pressed(shell: Shell, args: Any) -> None:
    """Open the card of whoever's name or face is pressed."""
    if (account_uuid := _uuid(args)) is None:
        return  # not from our script
    try:
        person = await read(shell, account_uuid)
    except NotFound:
        shell.notify(GONE)
    else:
        _open(shell, person)


EVENTS: Final[Mapping[str, PageEvent]] = {"person": _pressed}


def _open(shell: Shell, person: Person) -> None:
    with sheet(shell, person.card.name, "person-sheet"):
        show_card(shell, person, links_to_page=True)


def _uuid(given: object) -> UUID | None:
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None
