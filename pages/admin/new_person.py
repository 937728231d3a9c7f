"""Administration: making an account for somebody. They get a link, and choose the password themselves."""

from collections.abc import Awaitable, Callable

from chatapp.administration import newcomers
from chatapp.administration.newcomers import Newcomer
from pages.components.dialogs import sheet
from pages.components.elements import box, button, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.shell.shell import Shell

NAME = Field("name", "Name")
EMAIL = Field("email", "E-mail", "email")
USERNAME = Field(
    "username", "Username", is_required=False, hint="Leave it empty and we'll choose one that fits the name."
)
MAILED = "We've e-mailed {name} this link. You can also pass it on yourself."
NOT_MAILED = "Send this link to {name}."
TERMS = "It works once, within 7 days. They choose their password there."


def ask_new_person(shell: Shell, on_created: Callable[[], Awaitable[None]]) -> None:
    """Ask for a name and an address, make the account, and show the link. ``on_created`` is awaited then."""
    chat = shell.chat

    async def create(values: dict[str, str]) -> None:
        async with chat.transaction() as work:
            newcomer = await newcomers.create(
                work,
                actor=shell.actor,
                resets=chat.password_resets,
                is_internal_allowed=chat.settings.internal_addresses,
                **values,
            )
        dialog.close()
        _show_link(shell, newcomer, is_mailed=bool(chat.settings.smtp_url))
        await on_created()

    with sheet(shell, "Add a person") as dialog:
        with LiveForm(shell, "Add person", create) as form:
            for field in (NAME, EMAIL, USERNAME):
                form.field(field)
            form.actions(dialog.close)


def _show_link(shell: Shell, newcomer: Newcomer, *, is_mailed: bool) -> None:
    with sheet(shell, f"{newcomer.name} has an account") as dialog:
        words = (MAILED if is_mailed else NOT_MAILED).format(name=newcomer.name)
        text("p", f"{words} {TERMS}", "muted")
        with box("secret"), box("secret-row"):
            entry = box("", "input", readonly="", spellcheck="false", aria_label="Link to choose a password")
            entry.props["^value"] = newcomer.link
            button("Copy link", js="(e) => chatapp.elements.copy(e)")
        with box("actions"):
            button("Done", dialog.close, classes="primary")
