"""What all sections of the administration share: their list, and the sheet that names what can be done."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from chatapp.web import urls
from pages.components.dialogs import close_once, sheet
from pages.components.elements import box, text
from pages.components.page_frame import refresh_if_gone
from pages.shell.layout.section_frame import Area, Section, section_frame
from pages.shell.shell import Shell

AREA = Area(
    "Workspace settings",
    urls.ADMIN,
    {
        "general": Section("General", "gear", "What people see of the workspace, and who can get in."),
        "invites": Section(
            "Invites", "send", "Links that let people join. Each works as often and as long as you choose."
        ),
        "people": Section("People", "people", "Everyone with an account, and what they can do."),
        "rooms": Section(
            "Rooms", "hash", "Every room, including private and archived ones. Messages aren't shown here."
        ),
        "categories": Section("Categories", "flag", "Categories sort rooms. Each room can have one."),
        "moderation": Section(
            "Moderation",
            "shield",
            "Search the messages of every room, including private and archived ones. Direct messages are never "
            "searched: administrators can't read them.",
        ),
        "sessions": Section(
            "Sessions", "devices", "All signed-in browsers, newest first. Signing one out takes effect right away."
        ),
        "files": Section("Files", "file", "How much room files take, and who sent them."),
        "outbound": Section(
            "Outbound", "globe", "What Chatapp may send to other machines. All of it is off until you switch it on."
        ),
        "audit": Section(
            "Audit log", "book", "Every admin action: who, what and when. Entries can't be changed or removed."
        ),
        "system": Section(
            "System",
            "wrench",
            "Background jobs run on one process at a time. Failed jobs are retried with increasing delays.",
        ),
    },
)


@dataclass(frozen=True)
class Choice:
    """Something an administrator may do: its label, one sentence on what it does, and what starts it."""

    label: str
    meaning: str
    start: Callable[[], Awaitable[None] | None]
    is_dangerous: bool = False


@contextmanager
def frame(shell: Shell, section: str) -> Iterator[ui.element]:
    """Lay out a section, or the list of them; fill it with ``with``."""
    shell.on_leaving_view(shell.on_actor_change(partial(_leave_without_right, shell)))
    with section_frame(shell, AREA, section, "admin") as body:
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
