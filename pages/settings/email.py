"""A person's e-mail address, and how they change it: with the password, then with a code if one was mailed."""

from nicegui import ui

from chatapp.authentication.one_time_codes import Waiting
from pages.components.elements import box, button, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.settings.section import section
from pages.shell.shell import Shell

WHO_SEES = (
    "You sign in with it. Other members don't see it, but people you share a room with can find you by it. "
    "Administrators can see it."
)
NEW_ADDRESS = Field("email", "New e-mail address", "email", "email")
PASSWORD = Field("password", "Your password", "password", "current-password")
CODE = Field("code", "Code", autocomplete="one-time-code", hint="It's in the e-mail we've just sent you.")


class EmailAddress:
    """The address, and one of two forms: for a new address, or for the code that proves it."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        with section("email", "E-mail", WHO_SEES):
            with box("stored"):
                text("span", "Your address: ", "muted")
                self._stored = text("bdi", shell.actor.email, "clip")
            self._form_box: ui.element = box("")
        self._ask_for_address()
        shell.on_leaving_view(shell.on_actor_change(self._refresh))

    def _refresh(self) -> None:
        """Show the address that is stored."""
        self._stored.text = self._shell.actor.email

    def _ask_for_address(self) -> None:
        self._form_box.clear()
        with self._form_box, LiveForm(self._shell, "Change address", self._request, scope="email-") as form:
            form.field(NEW_ADDRESS)
            form.field(PASSWORD)
            form.submit()

    def _ask_for_code(self, waiting: Waiting) -> None:
        self._form_box.clear()
        with self._form_box, LiveForm(self._shell, "Confirm", self._confirm, scope="email-") as form:
            text("p", f"We've sent a code to {waiting.email}. Enter it within 10 minutes.")
            form.field(CODE)
            with box("actions"):
                button("Back", self._ask_for_address, classes="quiet")
                form.submit()
        ui.run_javascript("document.getElementById('field-email-code')?.focus()")

    async def _request(self, values: dict[str, str]) -> None:
        changes = self._shell.chat.email_changes
        email, password = values["email"], values["password"]
        outcome = await changes.request(actor=self._shell.actor, email=email, password=password)
        if isinstance(outcome, Waiting):
            self._ask_for_code(outcome)
        else:
            self._shell.notify("Your e-mail address was changed.")

    async def _confirm(self, values: dict[str, str]) -> None:
        await self._shell.chat.email_changes.confirm(actor=self._shell.actor, code=values["code"])
        self._shell.notify("Your e-mail address was changed.")
        self._ask_for_address()
