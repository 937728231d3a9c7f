"""Changing your own password."""

from collections.abc import Awaitable, Callable

from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.profile.section import section
from pages.shell.shell import Shell

CURRENT = Field("current_password", "Current password", "password", "current-password")
NEW = Field(
    "new_password", "New password", "password", "new-password", hint="At least 8 characters, and hard to guess."
)


def show_password(shell: Shell, on_change: Callable[[], Awaitable[None]]) -> None:
    """Show the form that changes the password; ``on_change`` is awaited when it has."""

    async def change(values: dict[str, str]) -> None:
        visit = shell.visit
        await shell.chat.own_account.change_password(
            actor=visit.actor,
            current=values["current_password"],
            new=values["new_password"],
            session_id=visit.session_id,
        )
        await on_change()
        shell.notify("Your password was changed. All your other browsers and programs were signed out.")

    about = "Changing it signs out your other browsers and revokes your API tokens."
    with section("password", "Password", about):
        with LiveForm(shell, "Change password", change, scope="password-") as form:
            form.field(CURRENT)
            form.field(NEW)
            form.submit()
