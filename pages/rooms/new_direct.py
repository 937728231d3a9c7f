"""Direct messages: the dialog that starts a conversation, and suggestions of people for any form."""

from uuid import UUID

from nicegui import ui

from chatapp import rooms
from chatapp.accounts import directory
from chatapp.accounts.directory import PersonView
from chatapp.web import urls
from pages.components.dialogs import sheet
from pages.components.elements import avatar, box, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.components.search_field import on_typing
from pages.shell.shell import Shell

TO = Field("to", "Username or e-mail", hint="You can use an e-mail address for people you share a room with.")


async def start_direct_message(shell: Shell) -> None:
    """Open the dialog that starts a direct conversation and goes there."""
    with sheet(shell, "New direct message") as dialog:

        async def start(values: dict[str, str]) -> None:
            async with shell.chat.reading() as session:
                account_uuid = await directory.find(session, actor=shell.actor, who=values["to"])
            await open_direct(shell, account_uuid)
            dialog.close()

        with LiveForm(shell, "Start", start) as form:
            entry = form.field(TO)
            Suggestions(shell, form, entry)
            form.actions(dialog.close)


async def open_direct(shell: Shell, account_uuid: UUID) -> None:
    """Go to the direct conversation with a person; it is created if there is none."""
    async with shell.chat.transaction() as work:
        room_uuid = await rooms.open_direct(work, actor=shell.actor, account_uuid=account_uuid)
    ui.navigate.to(urls.room(room_uuid))


class Suggestions:
    """People whose names contain what is typed, listed below the field; choosing one submits the form.

    ``not_in``: leave out the members of this room. ``within``: suggest only members of this room.
    """

    def __init__(
        self,
        shell: Shell,
        form: LiveForm,
        entry: ui.element,
        *,
        not_in: UUID | None = None,
        within: UUID | None = None,
    ) -> None:
        self._shell = shell
        self._not_in, self._within = not_in, within
        self._typed = ""
        on_typing(shell, entry, self.suggest)
        form.element.on("keydown", js_handler="(e) => chatapp.lists.moveInSuggestions(e)")
        self._list = box("suggestions", aria_label="Suggestions", role="group")
        self._list.on("click", js_handler="(e) => chatapp.lists.choose(e)")

    async def suggest(self, typed: str) -> None:
        """List the people who match what is typed now; an answer that comes after more was typed is dropped."""
        self._typed = typed
        async with self._shell.chat.reading() as session:
            found = await directory.suggest(
                session, actor=self._shell.actor, search=typed, not_in=self._not_in, within=self._within
            )
        if self._list.is_deleted or typed != self._typed:
            return  # the dialog is closed, or something else was typed meanwhile
        self._list.clear()
        with self._list:
            for person in found:
                _suggestion(person)
            nobody = f"No one matches “{typed}”." if typed and not found and "@" not in typed else ""
            text("p", nobody, "muted small").props("role=status")


def _suggestion(person: PersonView) -> None:
    with box("suggestion", "button", type="button", data_username=person.username):
        avatar(person.uuid, person.name, "s", person.avatar)
        text("bdi", person.name, "clip")
        text("span", f"@{person.username}", "muted")
