"""Rooms, people and files by their names."""

from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms, text
from chatapp.accounts import directory
from chatapp.identity import Actor
from chatapp.message_index.folding import fold_text
from chatapp.rooms import RoomView, Show
from chatapp.search.finding import find
from chatapp.search.frequencies import Frequencies
from chatapp.search.query import QUOTES
from chatapp.search.views import FileView, Hit, Names

FEW: Final = 5
LOOKED_AT: Final = 50  # of each kind, before those that begin with the words come first


async def names(
    session: AsyncSession, *, actor: Actor, words: str, frequencies: Frequencies, limit: int = FEW
) -> Names:
    """Return rooms that the actor may see, people, and files that they may read, by their names; ``limit`` of each."""
    key = text.search_term(words)
    if not key:
        return Names()
    limit = max(1, min(limit, LOOKED_AT))
    found: list[RoomView] = []
    for show in (Show.ALL, Show.DIRECT):
        page = await rooms.listing(session, actor=actor, show=show, search=words, limit=LOOKED_AT)
        found += page.items
    people = await directory.suggest(session, actor=actor, search=words, limit=limit)
    return Names(
        rooms=tuple(sorted(found, key=lambda room: _rank(room, key))[:limit]),
        people=tuple(people),
        files=tuple((await _files(session, actor, key, frequencies))[:limit]),
    )


async def _files(session: AsyncSession, actor: Actor, key: str, frequencies: Frequencies) -> list[FileView]:
    """Return the newest files that the actor may read whose names hold all words."""
    parts = "".join(character for character in key if character not in QUOTES).split()
    asked = " ".join(["has:file", *(f'"{part}"' for part in parts)])
    page = await find(session, actor=actor, query_text=asked, frequencies=frequencies, limit=LOOKED_AT)
    return [file for hit in page.hits for file in _files_of(hit, parts)]


def _files_of(hit: Hit, parts: list[str]) -> list[FileView]:
    message = hit.message
    return [
        FileView(
            uuid=file.uuid,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            room_uuid=message.room_uuid,
            number=message.number,
            author_name=message.author_name,
            created_at=message.created_at,
        )
        for file in message.attachments
        if all(part in fold_text(file.name) for part in parts)
    ]


def _rank(room: RoomView, key: str) -> tuple[int, bool, str]:
    """Order rooms: those whose name begins with the words, those that have a word that does, all others."""
    name = room.sort_key
    closeness = 0 if name.startswith(key) else 1 if f" {key}" in f" {name}" else 2 if key in name else 3
    return closeness, not room.is_member, name
