"""Deleting your own account, after typing the username and the password."""

from chatapp import text as texts
from chatapp.errors import Invalid
from pages.components.dialogs import sheet
from pages.components.elements import button, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.settings.section import section
from pages.shell.shell import Shell

ABOUT = "This can't be undone."
WHAT_HAPPENS = (
    "Your name, picture, address and sessions will be deleted. Your messages stay, under “Deleted user”. "
    "Rooms you own go to their longest-serving moderator or member; rooms with no one else are archived."
)
PASSWORD = Field("password", "Your password", "password", "current-password")


def show_delete_account(shell: Shell) -> None:
    """Show the section with the button that deletes the account."""
    with section("delete-account", "Delete account", ABOUT, "is-danger"):
        text("p", WHAT_HAPPENS, "muted")
        button("Delete my account", lambda: _ask(shell), classes="danger")


def _ask(shell: Shell) -> None:
    username = shell.actor.username

    async def delete(values: dict[str, str]) -> None:
        if texts.fold(values["username"]) != texts.fold(username):
            raise Invalid({"username": "That doesn't match your username above."})
        await shell.chat.own_account.delete(actor=shell.actor, password=values["password"])

    with sheet(shell, "Delete your account?") as dialog:
        text("p", WHAT_HAPPENS, "muted")
        with LiveForm(shell, "Delete my account", delete, is_dangerous=True) as form:
            form.field(Field("username", f"Type “{username}” to confirm"))
            form.field(PASSWORD)
            form.actions(dialog.close)
