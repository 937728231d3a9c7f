"""Administration: people, rooms, messages, sessions, categories, jobs and the trail, each a section of its own.

The address is no secret: a section asks its service first, and whoever is no administrator sees that nothing is here.
"""

from collections.abc import Awaitable, Callable
from uuid import UUID

from chatapp.errors import NotFound
from chatapp.identity import require_administrator
from pages.admin import categories, jobs, messages, people, rooms, sessions, trail
from pages.admin.frame import SECTIONS
from pages.shell.shell import Shell

_SHOWN: dict[str, Callable[[Shell], Awaitable[None]]] = {
    "people": people.show,
    "rooms": rooms.show,
    "sessions": sessions.show,
    "categories": categories.show,
    "jobs": jobs.show,
    "trail": trail.show,
}


async def show(shell: Shell, section: str = "people", author: str = "", room: str = "") -> None:
    """Show a section; ``author`` and ``room`` say whose messages to find, or where.

    Raises:
        NotFound: there is no such section, or the actor is no administrator.
    """
    if section not in SECTIONS:
        raise NotFound
    async with shell.chat.reading() as session:
        await require_administrator(session, shell.actor)
    if section == "messages":
        await messages.show(shell, author=_uuid(author), room=_uuid(room))
    else:
        await _SHOWN[section](shell)


def _uuid(given: str) -> UUID | None:
    try:
        return UUID(given) if given else None
    except ValueError:
        raise NotFound from None
