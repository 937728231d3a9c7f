"""The messages around a hit: what was said before it and after it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.identity import Actor
from chatapp.messages.markup import render_ahead
from chatapp.messages.previews import LENGTH, preview_columns, preview_of
from chatapp.messages.replies.quotes import beginning
from chatapp.search.conditions import readable
from chatapp.search.views import AT_MOST, Around, Hit
from chatapp.storage.keyed_query import KeyedQuery
from models import Account, Message

NEAR: Final = 2  # messages on each side
LOOKED_AT: Final = 4  # numbers on each side, of which removed messages and lines of Chatapp are left out


async def around(session: AsyncSession, *, actor: Actor, hits: Sequence[Hit]) -> dict[tuple[UUID, int], Around]:
    """Return what was said around each of at most 100 hits, by its key, if the actor may still read there."""
    steps = range(-LOOKED_AT, LOOKED_AT + 1)
    near = [(hit.room.room_id, hit.message.number + step) for hit in hits[:AT_MOST] for step in steps if step]
    if not near:
        return {}
    rows = await KeyedQuery(_select(actor), col(Message.room_id), col(Message.number)).rows_in(session, near)
    await render_ahead(row.body for row in rows)
    by_room: dict[UUID, dict[int, Row[Any]]] = defaultdict(dict)
    for row in rows:
        by_room[row.room_uuid][row.number] = row
    return {hit.key: _around(by_room[hit.message.room_uuid], hit.message.number) for hit in hits[:AT_MOST]}


def _select(actor: Actor) -> Any:
    author = aliased(Account)
    columns = preview_columns(author, beginning(Message, LENGTH))
    return readable(actor, *columns).join(author, col(author.id) == Message.author_id)


def _around(rows: Mapping[int, Row[Any]], number: int) -> Around:
    before = [rows[at] for at in range(number - LOOKED_AT, number) if at in rows][-NEAR:]
    after = [rows[at] for at in range(number + 1, number + LOOKED_AT + 1) if at in rows][:NEAR]
    return Around(tuple(map(preview_of, before)), tuple(map(preview_of, after)))
