"""Changing your own password."""

from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.settings.section import section
from pages.shell.shell import Shell

CURRENT = Field("current_password", "Current password", "password", "current-password")
NEW = Field(
    "new_password", "New password", "password", "new-password", hint="At least 8 characters, and hard to guess."
)


def show_password(shell: Shell) -> None:
    """Show the form that changes the password."""

    async def change(values: dict[str, str]) -> None:
        visit = shell.visit
        await shell.chat.own_account.change_password(
            actor=visit.actor,
            current=values["current_password"],
            new=values["new_password"],
            session_id=visit.session_id,
        )
        shell.notify("Your password was changed. All your other browsers and programs were signed out.")

    about = "Changing it signs out your other browsers and revokes your API tokens."
    with section("password", "Password", about):
        with LiveForm(shell, "Change password", change, scope="password-") as form:
            form.field(CURRENT)
            form.field(NEW)
            form.submit()
