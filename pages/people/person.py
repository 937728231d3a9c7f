"""A person's page: their card at an address of its own."""

from urllib.parse import unquote
from uuid import UUID

from pages.components.elements import box
from pages.people.card import read, show_card
from pages.shell.layout.pane_head import pane_head
from pages.shell.loading.former_addresses import former_person
from pages.shell.shell import Shell


async def show(shell: Shell, username: str) -> None:
    """Show a person's card. Addresses that were sent before people had their username in it lead here, too.

    Raises:
        NotFound: there is no such account, or it is deactivated or deleted.
    """
    who: UUID | str = former_person(username) or unquote(username)
    person = await read(shell, who)
    shell.set_title(person.card.name)
    with box("pane"):
        pane_head(person.card.name, is_name=True)
        with box("pane-body", tabindex="0", role="region", aria_label="Profile"), box("person-card"):
            show_card(shell, person)
