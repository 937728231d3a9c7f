"""Choosing people: a field with chips, and below it the people who match what is typed."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from html import escape

from nicegui import events, ui

from chatapp.accounts import directory
from chatapp.accounts.directory import PersonView
from chatapp.errors import Invalid, NotFound
from chatapp.invites import is_offered
from pages.browser.calls import call
from pages.components import icons
from pages.components.dialogs import sheet
from pages.components.elements import Markup, avatar_html, box, button, markup, text
from pages.components.search_field import on_typing
from pages.people.person_row import person_html
from pages.people.picker_sources import Source
from pages.shell.shell import Shell

OnChosen = Callable[[list[PersonView]], Awaitable[None]]
CHOOSE = "Choose at least one person."
NO_ONE_ELSE = "There's no one else to choose."


class PeoplePicker:
    """A field in which people are chosen. ``label``: of the field; ``at_most``: how many.

    Enter chooses the first match, or ends the choice if nothing is typed: then ``on_enter`` is called.
    ``finds_addresses``: an e-mail address is taken, too.
    """

    def __init__(
        self,
        shell: Shell,
        source: Source,
        on_enter: Callable[[], Awaitable[None]],
        *,
        label: str,
        field: str = "people",
        at_most: int = 100,
        finds_addresses: bool = False,
    ) -> None:
        self._shell, self._source, self._on_enter = shell, source, on_enter
        self._at_most, self._finds_addresses, self._name = at_most, finds_addresses, field
        self._chosen: dict[str, PersonView] = {}
        self._offered: dict[str, PersonView] = {}
        self._typed = ""
        self.invite: ui.element | None = None  # is offered while there is nobody to choose
        identifier = f"error-{field}"
        with box("picker", data_field=field) as self._element:
            with box("picker-box"):
                self._chips = markup("", "chips", "span")
                self._entry = box("", "input", type="text", autocomplete="off", placeholder=label, aria_label=label)
            self._entry.props["aria-describedby"], self._entry.props["autofocus"] = identifier, ""
            self._entry.props["data-autofocus"] = ""
            self._error = text("span", "", "error").props("role=alert")
            self._error.props["id"] = identifier
            self._list: ui.element = box("suggestions", aria_label="Suggestions", role="group")
            self._note = text("p", "", "muted small picker-note").props("role=status")
        on_typing(shell, self._entry, self.suggest)
        act = shell.with_error_notices(self._act)
        self._element.on("click", act, js_handler="(e) => chatapp.picker.press(e, emit)")
        self._element.on("keydown", act, js_handler="(e) => chatapp.picker.key(e, emit)")

    @property
    def people(self) -> list[PersonView]:
        """Who is chosen, in the order of choosing."""
        return list(self._chosen.values())

    async def suggest(self, typed: str = "") -> None:
        """Offer who matches what is typed now; an answer that comes after more was typed is dropped."""
        self._typed = typed = typed.strip().removeprefix("@")
        found = await self._source(typed)
        if self._list.is_deleted or typed != self._typed:
            return  # the dialog is closed, or something else was typed meanwhile
        self._show([person for person in found if str(person.uuid) not in self._chosen])

    def show_error(self, sentence: str) -> None:
        """Say below the field what is wrong, or nothing."""
        if not self._error.is_deleted:
            self._error.text = sentence
            self._note.text = "" if sentence else self._note.text
            self._entry.props["aria-invalid"] = "true" if sentence else "false"

    def refuse(self, error: Invalid) -> None:
        """Say below the field what was refused."""
        self.show_error(next(iter(error.fields.values()), str(error)))

    async def take_typed(self, typed: str) -> None:
        """Choose whoever is meant by what is typed.

        Raises:
            Invalid: nobody is.
        """
        await self._choose(await self._meant(typed.strip().removeprefix("@")))

    async def take_last(self) -> None:
        """Take back whom the person has chosen last."""
        if self._chosen:
            self._chosen.popitem()
            await self._changed()

    async def hand_over(self, typed: str, on_chosen: OnChosen) -> bool:
        """Choose whom the rest of the text means, then hand over who is chosen; says whether they were taken.

        What is wrong (nobody is chosen, nobody is meant, or ``on_chosen`` raises Invalid) is shown below the field.
        """
        try:
            if typed.strip():
                await self.take_typed(typed)
            if not self.people:
                raise Invalid({self._name: CHOOSE})
            await on_chosen(self.people)
        except Invalid as error:
            self.refuse(error)
            return False
        return True

    def _show(self, people: list[PersonView]) -> None:
        self._offered = {str(person.uuid): person for person in people}
        self._list.clear()
        self._list.props["data-typed"] = str(bool(self._typed)).lower()
        with self._list:
            for person in people:
                self._suggestion(person)
        is_address = self._finds_addresses and "@" in self._typed
        none = directory.no_match(self._typed) if self._typed else NO_ONE_ELSE
        self._note.text = "" if people or is_address else none
        if self.invite is not None:
            self.invite.set_visibility(not people and not self._chosen)

    def _suggestion(self, person: PersonView) -> Markup:
        inside = person_html(person, self._shell.chat.presence.state_of(person.uuid))
        named = {"type": "button", "data_uuid": str(person.uuid), "data_username": person.username}
        return markup(inside, "suggestion", "button", **named)

    async def _act(self, event: events.GenericEventArguments) -> None:
        act, value = (str(part) for part in event.args) if _is_act(event.args) else ("", "")
        self.show_error("")
        if act == "add" and value in self._offered:
            await self._choose(self._offered[value])
        elif act == "remove" and value in self._chosen:
            del self._chosen[value]
            await self._changed()
        elif act == "remove":
            await self.take_last()
        elif act == "enter":
            await self._enter(value)

    async def _enter(self, typed: str) -> None:
        if not typed.strip():
            await self._on_enter()
            return
        try:
            await self.take_typed(typed)
        except Invalid as error:
            self.refuse(error)

    async def _meant(self, typed: str) -> PersonView:
        """Return the first match, or who has the address."""
        found = [person for person in await self._source(typed) if str(person.uuid) not in self._chosen]
        if found:
            return found[0]
        if not self._finds_addresses:
            raise Invalid({self._name: directory.no_match(typed)})
        async with self._shell.chat.reading() as session:
            uuid = await directory.find(session, actor=self._shell.actor, who=typed, field=self._name)
            people = await directory.among(session, actor=self._shell.actor, accounts=[uuid])
        if not people:
            raise Invalid({self._name: "That's you. Choose someone else."})
        return people[0]

    async def _choose(self, person: PersonView) -> None:
        if len(self._chosen) >= self._at_most:
            raise Invalid({self._name: f"You can choose up to {self._at_most} people."})
        self._chosen[str(person.uuid)] = person
        await self._changed()

    async def _changed(self) -> None:
        """Show who is chosen, and offer the others again."""
        if self._element.is_deleted:
            return
        self._chips.set({"innerHTML": "".join(map(_chip, self._chosen.values()))})
        self._shell.client.run_javascript(call("picker.clear", self._entry.id))
        await self.suggest()


def _is_act(args: object) -> bool:
    return isinstance(args, list) and len(args) == 2 and all(isinstance(part, str) for part in args)


def _chip(person: PersonView) -> str:
    name = escape(person.name)
    picture = avatar_html(person.uuid, person.name, "tiny", person.avatar)
    remove = (
        f'<button type="button" data-remove="{person.uuid}" aria-label="Remove {name}">{icons.svg("close")}</button>'
    )
    return f'<span class="chip">{picture}<bdi class="clip">{name}</bdi>{remove}</span>'


async def pick_people(
    shell: Shell,
    title: str,
    source: Source,
    on_chosen: OnChosen,
    *,
    label: str,
    submit: str,
    about: str = "",
    field: str = "people",
    at_most: int = 100,
    finds_addresses: bool = False,
) -> None:
    """Open a dialog in which people are chosen. What a service refuses is said below the field, and it stays open.

    ``submit``: the label of the button that ends the choice.
    """
    with sheet(shell, title) as dialog:

        async def go(typed: str = "") -> None:
            if await picker.hand_over(typed, on_chosen):
                dialog.close()

        async def press(event: events.GenericEventArguments) -> None:
            await go(event.args if isinstance(event.args, str) else "")

        if about:
            text("p", about, "muted")
        picker = PeoplePicker(
            shell, source, go, label=label, field=field, at_most=at_most, finds_addresses=finds_addresses
        )
        with box("actions"):
            if is_offered(shell.actor, await shell.chat.workspace.get()):
                picker.invite = button("Invite people", dialog.close, classes="quiet", data_tell="invite")
                picker.invite.set_visibility(False)
            button("Cancel", dialog.close, classes="quiet")
            button(
                submit, shell.with_error_notices(press), classes="primary", js="(e) => chatapp.picker.typed(e, emit)"
            )
    with suppress(NotFound):
        await picker.suggest()
