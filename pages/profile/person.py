"""A person's card: what everybody may see of them, and a button that opens a direct conversation."""

from functools import partial

from nicegui import ui

from chatapp.accounts import profiles
from chatapp.accounts.profiles import PersonCard
from chatapp.web import urls
from chatapp.web.parameters import uuid_of
from pages.components.elements import avatar, box, button, text
from pages.components.local_time import local_date
from pages.rooms.new_direct import open_direct
from pages.shell.layout import menu_button
from pages.shell.shell import Shell


async def show(shell: Shell, account_uuid: str) -> None:
    """Show a person's card.

    Raises:
        NotFound: there is no such account, or it is deactivated or deleted.
    """
    uuid = uuid_of(account_uuid)
    async with shell.chat.reading() as session:
        card = await profiles.person(session, actor=shell.actor, account_uuid=uuid)
    shell.set_title(card.name)
    with box("pane"):
        with box("pane-head"):
            menu_button()
            with box("titles"):
                text("h1", card.name, "clip").props["title"] = card.name
        with box("pane-body", tabindex="0", role="region", aria_label="Profile"), box("person-card"):
            _show_card(card)
            if uuid == shell.actor.uuid:
                text("a", "Edit your profile", "button").props["href"] = urls.PROFILE
            else:
                button(
                    "Message",
                    shell.with_error_notices(partial(open_direct, shell, uuid)),
                    classes="primary",
                    icon_name="chat",
                )


def _show_card(card: PersonCard) -> None:
    with box("person-head"):
        avatar(card.uuid, card.name, "large", card.avatar)
        with box("person-names"):
            text("bdi", card.name, "person-name")
            text("bdi", f"@{card.username}", "muted")
    if card.bio:
        text("p", card.bio, "person-bio").props["dir"] = "auto"
    with box("person-facts", "dl"):
        if card.country:
            text("dt", "Country")
            text("dd", card.country)
        text("dt", "Joined")
        with box("", "dd"):
            ui.html(local_date(card.joined_at), sanitize=False, tag="span")
