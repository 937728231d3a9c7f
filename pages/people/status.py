"""Setting one's status: an emoji, a few words, and until when."""

from datetime import datetime

from chatapp.accounts import statuses
from chatapp.errors import Invalid
from pages.browser.calls import call
from pages.components.dialogs import sheet
from pages.components.elements import add_static_element, box, button
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.components.local_time import iso
from pages.shell.shell import Shell

USUAL = (  # emoji, words, how long
    ("📅", "In a meeting", "60"),
    ("🚌", "Commuting", "30"),
    ("🤒", "Off sick", "today"),
    ("🌴", "On holiday", "week"),
    ("🏡", "Working remotely", "today"),
)
HOW_LONG = (
    ("", "Until I clear it"),
    ("30", "30 minutes"),
    ("60", "1 hour"),
    ("240", "4 hours"),
    ("today", "Today"),
    ("week", "This week"),
    ("other", "Choose a time"),
)


async def set_status(shell: Shell) -> None:
    """Open the dialog that sets the status, or clears it."""
    status = shell.actor.status
    with sheet(shell, "Your status") as dialog:

        async def save(values: dict[str, str]) -> None:
            emoji, words, until = values["emoji"], values["text"], _moment(values["until"])
            async with shell.chat.changing(shell.actor) as work:
                await statuses.set_status(work, actor=shell.actor, emoji=emoji, words=words, until=until)
            dialog.close()

        async def clear() -> None:
            async with shell.chat.changing(shell.actor) as work:
                await statuses.clear_status(work, actor=shell.actor)
            dialog.close()

        with LiveForm(shell, "Save", save) as form:
            form.element.classes("status-form")
            _usual()
            with box("status-fields"):
                form.field(Field("emoji", "Emoji", is_required=False, value=status.emoji if status else ""))
                form.field(Field("text", "Status", is_required=False, value=status.text if status else ""))
            form.begin_at("text")
            form.field(Field("lasts", "Clear after", options=HOW_LONG))
            form.field(Field("until", "Until", "datetime-local"))
            with box("actions"):
                if status:
                    button("Clear status", shell.with_error_notices(clear), classes="quiet")
                button("Cancel", dialog.close, classes="quiet")
                form.submit()
        form.element.on("click", js_handler="(e) => chatapp.status.choose(e)")
        form.element.on("change", js_handler="(e) => chatapp.status.lasts(e)")
    if status and status.until:
        shell.client.run_javascript(call("status.preset", form.element.id, iso(status.until)))


def _usual() -> None:
    """Show what people say most, to be filled in by one press."""
    with box("usual-statuses", role="group", aria_label="Suggestions"):
        for emoji, words, lasts in USUAL:
            named = {"type": "button", "data_emoji": emoji, "data_words": words, "data_lasts": lasts}
            add_static_element("button", "button usual-status", innerHTML=f"{emoji} {words}", **named)


def _moment(value: str) -> datetime | None:
    """Return the time that the browser sends, or None for no end.

    Raises:
        Invalid: it is no time.
    """
    if not value:
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise Invalid({"until": "Choose a time within the next year."}) from None
