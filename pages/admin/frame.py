"""What all sections of the administration share: the heading, the way between them, and what becomes of an act."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, wraps
from typing import ParamSpec

from nicegui import ui

from chatapp.errors import NotFound
from pages.components.dialogs import close_once, sheet
from pages.components.elements import box, text
from pages.shell.layout import menu_button
from pages.shell.shell import Shell

P = ParamSpec("P")
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
    """Something an administrator may do: what it is called, what it means, and how it begins."""

    label: str
    meaning: str
    begin: Callable[[], Awaitable[None] | None]
    is_dangerous: bool = False


@contextmanager
def frame(shell: Shell, section: str, about: str) -> Iterator[ui.element]:
    """Lay out a section; fill it with ``with``. ``about``: one sentence on what it is for."""
    shell.set_title(f"{SECTIONS[section]} · Administration")
    shell.on_leaving_view(shell.on_actor_change(partial(_end_with_the_right, shell)))
    with box("pane"):
        with box("pane-head"):
            menu_button()
            with box("titles"):
                text("h1", "Administration")
        with box("pane-body admin", tabindex="0", role="region", aria_label=SECTIONS[section]) as body:
            with box("tabs admin-tabs", "nav", aria_label="Administration"):
                for path, label in SECTIONS.items():
                    link = text("a", label, "tab")
                    link.props["href"] = f"/admin/{path}"
                    link.props["aria-current"] = "page" if path == section else "false"
            text("h2", SECTIONS[section], "admin-title")
            text("p", about, "admin-about")
            yield body


def _end_with_the_right(shell: Shell) -> None:
    """Show nothing any more to whoever is no administrator any more."""
    if not shell.actor.is_administrator:
        shell.run(shell.refresh_view())


def refresh_if_gone(shell: Shell, act: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """Wrap an act: when its subject is gone, or the right to it, the section is shown as it is now, or as not here."""

    @wraps(act)
    async def doing(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await act(*args, **kwargs)
        except NotFound:
            await shell.refresh_view()

    return doing


def choose(shell: Shell, title: str, facts: str, choices: list[Choice]) -> None:
    """Open a sheet that names what can be done, each with what it means."""
    with sheet(shell, title) as dialog:
        text("p", facts, "muted choices-facts")
        with box("choices"):
            for choice in choices:
                _choice(shell, dialog, choice)


def _choice(shell: Shell, dialog: ui.dialog, choice: Choice) -> None:
    async def begin() -> None:
        begun = choice.begin() if close_once(dialog) else None
        if begun is not None:
            await begun

    with box(f"choice {'is-danger' if choice.is_dangerous else ''}", "button", type="button") as element:
        text("span", choice.label, "choice-label")
        text("span", choice.meaning, "choice-meaning")
    element.on("click", shell.with_error_notices(refresh_if_gone(shell, begin)), js_handler="() => emit()")
