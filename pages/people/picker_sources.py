"""Whom a picker offers: everybody, recent and online people first."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from chatapp.accounts import directory
from chatapp.accounts.directory import PersonView
from chatapp.presence import PresenceState
from pages.shell.shell import Shell

SHOWN = 50  # people

Source = Callable[[str], Awaitable[list[PersonView]]]  # what is typed → whom to offer


def everyone(shell: Shell, *, not_in: UUID | None = None) -> Source:
    """Offer everybody; who belongs to the room ``not_in`` is left out."""

    async def read(search: str) -> list[PersonView]:
        if search:
            async with shell.chat.reading() as session:
                return await directory.suggest(
                    session, actor=shell.actor, search=search, not_in=not_in, limit=directory.AT_MOST
                )
        first = await recent_and_online(shell, not_in=not_in)
        async with shell.chat.reading() as session:
            page = await directory.listing(session, actor=shell.actor, not_in=not_in, limit=SHOWN)
        known = {person.uuid for person in first}
        return [*first, *(person for person in page.items if person.uuid not in known)][:SHOWN]

    return read


async def recent_and_online(shell: Shell, *, not_in: UUID | None = None) -> list[PersonView]:
    """Return whom the person has written with last, then who is online, then who is away."""
    presence = shell.chat.presence
    async with shell.chat.reading() as session:
        recent = await directory.recent(session, actor=shell.actor, not_in=not_in)
        connected = await directory.among(
            session, actor=shell.actor, accounts=sorted(presence.connected()), not_in=not_in
        )
    known = {person.uuid for person in recent}
    others = [person for person in connected if person.uuid not in known]
    return [*recent, *sorted(others, key=lambda person: presence.state_of(person.uuid) != PresenceState.ONLINE)]
