"""Forms: native fields that the browser owns, errors beside the fields, nothing typed is lost.

A form that sets cookies is sent by the browser itself (`PostedForm`), because a websocket cannot set any. Its route
answers JSON: ``{"location": …}`` to go on, or a problem whose ``errors`` name the fields.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import Any, Self

from nicegui import events, ui

from chatapp.errors import Invalid
from pages.browser.calls import call
from pages.components.elements import box, button, markup, text
from pages.components.fields import Field, preset, show_input
from pages.components.page_frame import PageFrame


class Form:
    """A form with its fields and their errors; ``with`` adds to it. ``submit``: the label of the button that sends it.

    ``scope``: a prefix of its field ids, for a page with several forms. Such a form does not take the focus by itself.
    """

    def __init__(self, submit: str, *, is_dangerous: bool = False, scope: str = "", **attributes: str) -> None:
        self._submit = submit
        self._scope = scope
        self._look = "danger" if is_dangerous else "primary"
        self._fields: dict[str, Field] = {}
        self._inputs: dict[str, ui.element] = {}
        self._errors: dict[str, Any] = {}
        self._hints: dict[str, ui.element] = {}
        self.element = box("fields", "form", novalidate="", **attributes)
        with self.element:
            self._error = text("div", "", "form-error").props("role=alert")

    def __enter__(self) -> Self:
        self.element.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.element.__exit__()

    def field(self, field: Field) -> ui.element:
        """Add a labelled field; returns its input."""
        with box("field", data_field=field.name):
            scoped = self._scope + field.name
            identifier = f"field-{scoped}"
            with box("", "label", for_=identifier):
                text("span", field.label)
                if not field.is_required:
                    text("span", " (optional)", "muted")
            with box("field-entry") if field.is_shown_on_demand else nullcontext():
                entry = show_input(field, identifier)
                if field.is_shown_on_demand:
                    _add_reveal(identifier)
            if field.is_shown_on_demand and field.autocomplete == "new-password":
                _add_strength(entry)
            entry.props["aria-describedby"] = self._described_by(field.name, is_wrong=False)
            entry.props["aria-label"] = field.label
            entry.props["aria-required"] = str(field.is_required).lower()
            if not self._inputs and not self._scope:
                entry.props["autofocus"] = entry.props["data-autofocus"] = ""
                entry.props["tabindex"] = "0"
            if field.hint:
                hint = self._hints[field.name] = text("span", field.hint, "hint")
                hint.props["id"] = f"hint-{scoped}"
            error = text("span", "", "error").props("role=alert")
            error.props["id"] = f"error-{scoped}"
            self._fields[field.name], self._inputs[field.name], self._errors[field.name] = field, entry, error
        return entry

    def begin_at(self, name: str) -> None:
        """Have what is typed first go into this field, not into the form's first one."""
        first = next(iter(self._inputs.values()))
        for prop in ("autofocus", "data-autofocus"):
            self._inputs[name].props[prop] = first.props.pop(prop)

    def hidden(self, name: str, value: str) -> None:
        """Add a value that people do not see."""
        box("", "input", type="hidden", name=name, value=value)

    def submit(self) -> None:
        """Add the button that sends the form."""
        with box(f"button {self._look}", "button", type="submit"):
            text("span", self._submit)

    def actions(self, on_cancel: Callable[[], Any]) -> None:
        """Add the buttons of a form in a dialog: Cancel and the one that sends it."""
        with box("actions"):
            button("Cancel", on_cancel, classes="quiet")
            self.submit()

    def preset(self, values: Mapping[str, str]) -> None:
        """Set the initial values of fields; what is being typed stays until the form is sent."""
        for name, value in values.items():
            preset(self._inputs[name], self._fields[name], value)

    def _described_by(self, name: str, *, is_wrong: bool) -> str:
        """Return the ids of what describes a field: its error stands in its hint's place."""
        error = f"error-{self._scope}{name}"
        return error if is_wrong else f"hint-{self._scope}{name} {error}"

    def tell(self, name: str, sentence: str) -> None:
        """Show what is wrong with a field, in place of its hint; an empty sentence brings the hint back."""
        entry, error = self._inputs[name], self._errors[name]
        error.text = sentence
        entry.props["aria-invalid"] = "true" if sentence else "false"
        entry.props["aria-describedby"] = self._described_by(name, is_wrong=bool(sentence))
        if name in self._hints:
            self._hints[name].set_visibility(not sentence)

    def show(self, detail: str, fields: dict[str, str]) -> None:
        """Show what is wrong: ``fields`` beside them, otherwise ``detail`` above. Does nothing if the form is gone.

        A field's error takes the place of its hint.
        """
        if self.element.is_deleted:
            return
        for name in self._errors:
            self.tell(name, fields.get(name, ""))
        self._error.text = "" if set(fields) & set(self._errors) else detail
        ui.run_javascript(call("forms.focusFirstError"))


def _add_reveal(identifier: str) -> None:
    """Add the button that shows what is typed. Its name leaves the field's out, so that each has one of its own."""
    button("Show", js="(e) => chatapp.passwords.reveal(e)", classes="quiet reveal", aria_controls=identifier)


def _add_strength(entry: ui.element) -> None:
    """Add the line that says how strong a new password is; the browser judges it, so that nothing is sent yet."""
    entry.on("input", js_handler="(e) => chatapp.passwords.rate(e)")
    markup('<span class="strength-bar"></span><span class="strength-word"></span>', "strength", role="status")


class PostedForm(Form):
    """A form that the browser posts to a route, which can set cookies. Problem JSON is shown beside the fields."""

    def __init__(self, action: str, submit: str) -> None:
        super().__init__(submit, action=action, method="post")
        self.element.on("submit", self._on_answer, js_handler="(e) => chatapp.forms.post(e, emit)")

    def _on_answer(self, event: events.GenericEventArguments) -> None:
        answer = event.args if isinstance(event.args, dict) else {}
        errors = answer.get("errors")
        named = [e for e in errors if isinstance(e, dict)] if isinstance(errors, list) else []
        fields = {str(e.get("field")): str(e.get("detail")) for e in named}
        self.show(str(answer.get("detail", "")), fields)


class LiveForm(Form):
    """A form handled over the page's own connection: for everything that sets no cookie.

    ``on_submit`` takes the values by name and may raise: `Invalid` is shown beside the fields, every other
    `ChatError` as a notification.
    """

    def __init__(
        self,
        frame: PageFrame,
        submit: str,
        on_submit: Callable[[dict[str, str]], Awaitable[None]],
        *,
        is_dangerous: bool = False,
        scope: str = "",
    ) -> None:
        super().__init__(submit, is_dangerous=is_dangerous, scope=scope)
        self._on_submit = on_submit
        self._in_progress: dict[str, str] | None = None  # being handled
        self._corrected: dict[str, str] | None = None  # sent meanwhile
        submitted = frame.with_error_notices(self._on_submitted)
        self.element.on("submit", submitted, js_handler="(e) => chatapp.forms.values(e, emit)")

    async def _on_submitted(self, event: events.GenericEventArguments) -> None:
        """Handle a submission. A second click is ignored; other values sent meanwhile are handled next."""
        given = event.args if isinstance(event.args, dict) else {}
        values = {name: str(given.get(name, "")) for name in self._inputs}
        if self._in_progress is not None:
            self._corrected = None if values == self._in_progress else values
            return
        try:
            while not await self._try_submit(values) and self._corrected is not None:
                values, self._corrected = self._corrected, None
        finally:
            self._in_progress = self._corrected = None

    async def _try_submit(self, values: dict[str, str]) -> bool:
        """Handle one submission and show its errors; returns whether there were none."""
        self._in_progress = values
        try:
            await self._on_submit(values)
        except Invalid as error:
            self.show(str(error), error.fields)
            return False
        self._clear()
        return True

    def _clear(self) -> None:
        """Clear the form, unless it is gone with its dialog or view."""
        if not self.element.is_deleted:
            self.show("", {})
            ui.run_javascript(call("forms.reset", self.element.id))
