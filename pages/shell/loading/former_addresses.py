"""Addresses that pages once had, and where they lead now."""

from uuid import UUID

from chatapp.accounts import profiles
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.web import urls

OLD_SECTIONS = {"messages": "moderation", "jobs": "system", "trail": "audit"}
OLD = {urls.PROFILE: urls.settings("profile")} | {urls.admin(old): urls.admin(new) for old, new in OLD_SECTIONS.items()}
UUID_LENGTH = 36  # as addresses had it; usernames are shorter


def is_former(path: str) -> bool:
    """Whether a path is one that pages had before."""
    return path in OLD or _uuid_in(path) is not None


async def new_address(chat: Chat, actor: Actor, path: str) -> str:
    """Return where a former address leads now.

    Raises:
        NotFound: to a person whom nobody can see any more.
    """
    if (account_uuid := _uuid_in(path)) is None:
        return OLD[path]
    async with chat.reading() as session:
        card = await profiles.person(session, actor=actor, account_uuid=account_uuid)
    return urls.person(card.username)


def _uuid_in(path: str) -> UUID | None:
    top, _, name = path.rpartition("/")
    return former_person(name) if top == urls.PEOPLE else None


def former_person(name: str) -> UUID | None:
    """Return the uuid that stands in a person's former address where their username is now, if there is one."""
    if len(name) != UUID_LENGTH:
        return None
    try:
        return UUID(name)
    except ValueError:
        return None
