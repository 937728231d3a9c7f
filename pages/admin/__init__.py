"""Administration: people, rooms, messages, sessions, categories, jobs and the audit trail, each in its own section.

Every section asks the services for what it shows; people who are not administrators see that nothing is here.
To add a section: write ``async def show(shell)`` in a module here, and name it in `frame.SECTIONS` and `_BUILDERS`.
"""

from collections.abc import Awaitable, Callable

from chatapp.errors import NotFound
from chatapp.identity import require_administrator
from chatapp.web.parameters import uuid_of
from pages.admin import categories, jobs, messages, people, rooms, sessions, trail
from pages.admin.frame import SECTIONS
from pages.shell.shell import Shell

_BUILDERS: dict[str, Callable[[Shell], Awaitable[None]]] = {
    "people": people.show,
    "rooms": rooms.show,
    "sessions": sessions.show,
    "categories": categories.show,
    "jobs": jobs.show,
    "trail": trail.show,
}


async def show(shell: Shell, section: str = "people", author: str = "", room: str = "") -> None:
    """Show a section. ``author`` and ``room`` narrow the search in the section for messages.

    Raises:
        NotFound: there is no such section, or the actor is no administrator.
    """
    if section not in SECTIONS:
        raise NotFound
    async with shell.chat.reading() as session:
        await require_administrator(session, shell.actor)
    if section == "messages":
        await messages.show(shell, author=uuid_of(author) if author else None, room=uuid_of(room) if room else None)
    else:
        await _BUILDERS[section](shell)
