"""Administration: the workspace, people, rooms, messages, the audit log and the system, in sections.

Every section asks the services for what it shows; people who are not administrators see that nothing is here.
To add a section: write ``async def show(shell)`` in a module here, and name it in `frame.AREA` and `_BUILDERS`.
"""

from collections.abc import Awaitable, Callable

from chatapp.errors import NotFound
from chatapp.identity import require_administrator
from chatapp.web.parameters import uuid_of
from pages.admin import audit, categories, files, general, invites, messages, outbound, people, rooms, sessions, system
from pages.admin.frame import AREA, frame
from pages.shell.loading.former_addresses import OLD_SECTIONS
from pages.shell.shell import Shell

_BUILDERS: dict[str, Callable[[Shell], Awaitable[None]]] = {
    "general": general.show,
    "invites": invites.show,
    "people": people.show,
    "rooms": rooms.show,
    "sessions": sessions.show,
    "categories": categories.show,
    "files": files.show,
    "outbound": outbound.show,
    "system": system.show,
    "audit": audit.show,
}


async def show(shell: Shell, section: str = "", author: str = "", room: str = "") -> None:
    """Show a section; without one their list, and the first section beside it.

    ``author`` and ``room`` narrow the search for messages.

    Raises:
        NotFound: there is no such section, or the actor is no administrator.
    """
    section = OLD_SECTIONS.get(section, section)
    if section and section not in AREA.sections:
        raise NotFound
    async with shell.chat.reading() as session:
        await require_administrator(session, shell.actor)
    if section == "moderation":
        await messages.show(shell, author=uuid_of(author) if author else None, room=uuid_of(room) if room else None)
        return
    with frame(shell, section):
        await _BUILDERS[section or AREA.first](shell)
