"""What all sections of the administration share: the heading, the tabs, and the sheet that names what can be done."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from chatapp.web import urls
from pages.components.dialogs import close_once, sheet
from pages.components.elements import box, text
from pages.components.page_frame import refresh_if_gone
from pages.shell.layout import menu_button
from pages.shell.shell import Shell

SECTIONS = {
    "people": "People",
    "rooms": "Rooms",
    "messages": "Messages",
    "sessions": "Sessions",
    "categories": "Categories",
    "jobs": "Jobs",
    "trail": "Audit trail",
}


@dataclass(frozen=True)
class Choice:
    """Something an administrator may do: its label, one sentence on what it does, and what starts it."""

    label: str
    meaning: str
    start: Callable[[], Awaitable[None] | None]
    is_dangerous: bool = False


@contextmanager
def frame(shell: Shell, section: str, about: str) -> Iterator[ui.element]:
    """Lay out a section; fill it with ``with``. ``about``: one sentence on what it is for."""
    shell.set_title(f"{SECTIONS[section]} · Administration")
    shell.on_leaving_view(shell.on_actor_change(partial(_leave_without_right, shell)))
    with box("pane"):
        with box("pane-head"):
            menu_button()
            with box("titles"):
                text("h1", "Administration")
        with box("pane-body admin", tabindex="0", role="region", aria_label=SECTIONS[section]) as body:
            with box("tabs admin-tabs", "nav", aria_label="Administration"):
                for name, label in SECTIONS.items():
                    link = text("a", label, "tab")
                    link.props["href"] = urls.admin(name)
                    link.props["aria-current"] = "page" if name == section else "false"
            text("h2", SECTIONS[section], "admin-title")
            text("p", about, "admin-about")
            yield body


def _leave_without_right(shell: Shell) -> None:
    """Build the view again for people who are no longer administrators: they see that nothing is here."""
    if not shell.actor.is_administrator:
        shell.run(shell.refresh_view())


def choose(shell: Shell, title: str, facts: str, choices: list[Choice]) -> None:
    """Open a sheet that names what can be done, each with what it means."""
    with sheet(shell, title) as dialog:
        text("p", facts, "muted choices-facts")
        with box("choices"):
            for choice in choices:
                _choice(shell, dialog, choice)


def _choice(shell: Shell, dialog: ui.dialog, choice: Choice) -> None:
    async def start() -> None:
        started = choice.start() if close_once(dialog) else None
        if started is not None:
            await started

    with box(f"choice {'is-danger' if choice.is_dangerous else ''}", "button", type="button") as element:
        text("span", choice.label, "choice-label")
        text("span", choice.meaning, "choice-meaning")
    element.on("click", shell.with_error_notices(refresh_if_gone(shell, start)), js_handler="() => emit()")
