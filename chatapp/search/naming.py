"""Rooms, people and files by their names."""

from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms, text
from chatapp.accounts import directory
from chatapp.identity import Actor
from chatapp.rooms import RoomView, Show
from chatapp.search.views import Names

FEW: Final = 5
LOOKED_AT: Final = 50  # of each kind, before those that begin with the words come first


async def names(session: AsyncSession, *, actor: Actor, words: str, limit: int = FEW) -> Names:
    """Return rooms that the actor may see, and people, whose names hold the words; ``limit`` of each."""
    key = text.search_term(words)
    if not key:
        return Names()
    limit = max(1, min(limit, LOOKED_AT))
    found: list[RoomView] = []
    for show in (Show.ALL, Show.DIRECT):
        page = await rooms.listing(session, actor=actor, show=show, search=words, limit=LOOKED_AT)
        found += page.items
    people = await directory.suggest(session, actor=actor, search=words, limit=limit)
    return Names(rooms=tuple(sorted(found, key=lambda room: _rank(room, key))[:limit]), people=tuple(people))


def _rank(room: RoomView, key: str) -> tuple[int, bool, str]:
    """Order rooms: those whose name begins with the words, those that have a word that does, all others."""
    name = room.sort_key
    closeness = 0 if name.startswith(key) else 1 if f" {key}" in f" {name}" else 2 if key in name else 3
    return closeness, not room.is_member, name
