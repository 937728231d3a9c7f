"""Finding messages: an index proposes, the database asks for rights and conditions, and the text itself decides."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Row
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.accounts.time_zones import zone_named
from chatapp.identity import Actor
from chatapp.message_index import state
from chatapp.message_index.document import haystack
from chatapp.message_index.entries import file_names, names_of
from chatapp.message_index.state import IndexState
from chatapp.messages.message_rows import select_messages, view_of
from chatapp.rooms import RoomView
from chatapp.search import columns, plan, query
from chatapp.search.bounds import bounds
from chatapp.search.columns import ColumnsPage
from chatapp.search.conditions import readable
from chatapp.search.frequencies import Frequencies
from chatapp.search.highlights import marks, score
from chatapp.search.matching import cost_of, sees
from chatapp.search.plan import Plan
from chatapp.search.proposals import source_for
from chatapp.search.views import AT_MOST, PAGE, Hit, Order, SearchPage
from chatapp.storage.database import rows_of
from models import Message
from models.utc_datetime import now as current_time

FIRST_BATCH: Final = 50  # messages looked at in one query
BATCH: Final = 250  # in each further one
LARGE_BATCH: Final = 1_000  # where a page has as many
BUDGET: Final = 3_000  # messages looked at in one question, or what costs as much
MARKED: Final = 50  # characters of a message that is found: its marks cost more than a look at it
IN_A_ROW: Final = 100  # messages looked at before others are served
POOL: Final = 200  # of the newest hits, the best are shown first
CURSOR: Final = re.compile(r"(?P<before>[0-9]{1,18})(?:\.(?P<offset>[0-9]{1,4}))?")
STILL_INDEXING: Final = "Older messages are still being indexed, so some results may be missing."
LOOK_FURTHER: Final = "There are older messages to look through. Show more results to go on."
OF_THE_NEWEST: Final = f"These are the best of the newest {POOL} results."
OF_THOSE_SEEN: Final = "These are the best of the newest messages. Narrow the search to look through all of them."


class Seen(NamedTuple):
    """A message that was looked at, and is what was asked for."""

    message_id: int
    room_id: int
    score: float


@dataclass(slots=True)
class _Search:
    """One question on its way. ``before``: the id from which on everything was seen; 0: all there is.

    ``left`` of the budget; ``is_cut``: it was used up before all there is was seen, or as much was found as was wanted.
    """

    session: AsyncSession
    actor: Actor
    plan: Plan
    known: IndexState
    frequencies: Frequencies
    now: datetime
    before: int = 0
    is_cut: bool = False
    left: int = BUDGET
    is_marked: bool = True  # whether what is found is marked in its text
    batch: int = BATCH

    async def run(self, wanted: int) -> list[Seen]:
        """Return what was asked for, the newest first, until there are so many or the budget is used up."""
        since, until = await bounds(self.session, self.plan.since, self.plan.until)
        self.before = min(self.before, until) if self.before else until
        source = await source_for(self.session, self.actor, self.plan, self.known, self.frequencies)
        found: list[Seen] = []
        self.left, batch = BUDGET, FIRST_BATCH
        while True:
            proposal = await source.propose(self.session, self.before, since, batch)
            self.left -= proposal.cost + len(proposal.ids) // 2  # also for those that the person may not read
            for row in await self._rows(proposal.ids):
                self.before = row.id
                found += await self._seen(row)
                if len(found) == wanted or self.left < 0:
                    self.is_cut = len(found) < wanted
                    return found
            self.before = proposal.floor if proposal.floor > since else 0
            if not self.before:
                return found
            if self.left < 0:
                self.is_cut = True
                return found
            batch = self.batch

    async def _rows(self, ids: Sequence[int]) -> Sequence[Row[Any]]:
        """Return those of some messages that the person may read, and of which all is true but what the text says."""
        if not ids:
            return ()
        columns = (col(Message.id), col(Message.room_id), col(Message.body), col(Message.created_at))
        asked = readable(self.actor, *columns, file_names().label("files")).where(
            col(Message.id).in_(ids), *self.plan.conditions
        )
        return await rows_of(self.session, asked.order_by(col(Message.id).desc()))

    async def _seen(self, row: Row[Any]) -> list[Seen]:
        """Look at a message; pay for it by its length, and by that of the query."""
        before = self.left // IN_A_ROW
        self.left -= cost_of(self.plan, row.body)
        if self.left // IN_A_ROW != before:
            await asyncio.sleep(0)  # others are served meanwhile
        folded = haystack(row.body, names_of(row.files)) if self.plan.asks_texts else ""
        if not await sees(self.plan, folded, row.body):
            return []
        self.left -= len(row.body) // MARKED if self.is_marked else 0
        return [Seen(row.id, row.room_id, score(folded, self.plan.wanted, self.now - row.created_at))]


async def find(
    session: AsyncSession,
    *,
    actor: Actor,
    query_text: str,
    frequencies: Frequencies,
    order: Order = Order.NEWEST,
    cursor: str = "",
    limit: int = PAGE,
    now: datetime | None = None,
) -> SearchPage:
    """Return messages that the actor may read and that are what they ask for; at most ``limit`` (500).

    ``cursor``: that of the former page of the same query and order. See `SearchPage` for what a page says of itself.

    Raises:
        WrongQuery: an operator means nothing, or what it names is not there for the actor.
    """
    where = CURSOR.fullmatch(cursor) if cursor else None
    search = await _begun(session, actor, query_text, frequencies, now or current_time())
    if search is None or (cursor and where is None):
        return SearchPage((), "", is_complete=True)
    search.before = int(where["before"]) if where else 0
    limit = max(1, min(limit, AT_MOST))
    if order is Order.BEST:
        return await _best(search, int(where["offset"] or 0) if where else 0, limit)
    found, cursor, note = await _newest(search, limit)
    return await _page(search, found, cursor, note)


async def find_columns(
    session: AsyncSession,
    *,
    actor: Actor,
    query_text: str,
    frequencies: Frequencies,
    cursor: str = "",
    limit: int = columns.MOST,
    now: datetime | None = None,
) -> ColumnsPage:
    """Return what `find` does, the newest first and at most ``limit`` (2,000), as columns. Raises as `find`."""
    where = CURSOR.fullmatch(cursor) if cursor else None
    search = await _begun(session, actor, query_text, frequencies, now or current_time())
    if search is None or (cursor and where is None):
        return ColumnsPage(await columns.read(session, (), {}), "", is_complete=True)
    search.before, search.is_marked, search.batch = int(where["before"]) if where else 0, False, LARGE_BATCH
    found, cursor, note = await _newest(search, max(1, min(limit, columns.MOST)))
    shown = await columns.read(session, [seen.message_id for seen in found], await _rooms(search, found))
    note = _note(search, note)
    return ColumnsPage(shown, cursor, is_complete=not note, note=note)


async def _begun(
    session: AsyncSession, actor: Actor, query_text: str, frequencies: Frequencies, now: datetime
) -> _Search | None:
    """Return a search that has looked at nothing yet; None if nothing is asked for. Raises as `find`."""
    asked = query.read(query_text, now=now.astimezone(zone_named(actor.time_zone)))
    if asked.is_empty:
        return None
    wanted = await plan.make(session, actor, asked)
    return _Search(session, actor, wanted, await state.of(session), frequencies, now)


async def _newest(search: _Search, limit: int) -> tuple[list[Seen], str, str]:
    """Return what is found, where the next page goes on, and why this one is not complete, if so."""
    found = await search.run(limit)
    return found, str(search.before) if search.before else "", LOOK_FURTHER if search.is_cut else ""


async def _best(search: _Search, offset: int, limit: int) -> SearchPage:
    """Return the best of the newest hits. The cursor says up to which message they are, and how many were shown."""
    top = search.before
    found = await search.run(POOL)
    ordered = sorted(found, key=lambda seen: (-seen.score, -seen.message_id))
    shown = ordered[offset : offset + limit]
    top = top or max((seen.message_id for seen in found), default=0) + 1
    cursor = f"{top}.{offset + limit}" if offset + limit < len(ordered) else ""
    note = OF_THOSE_SEEN if search.is_cut else OF_THE_NEWEST if search.before else ""
    return await _page(search, shown, cursor, note)


async def _page(search: _Search, found: list[Seen], cursor: str, note: str) -> SearchPage:
    """Return a page. ``note``: see `_note`."""
    note = _note(search, note)
    return SearchPage(await _hits(search, found), cursor, is_complete=not note, note=note)


def _note(search: _Search, note: str) -> str:
    """Return why a page is not complete; nothing if it is. What the index lacks is said first."""
    is_known = search.known.is_current if search.before else search.known.is_complete
    return note if is_known or search.plan.is_narrow else STILL_INDEXING


async def _rooms(search: _Search, found: list[Seen]) -> dict[int, RoomView]:
    """Return the rooms of what was found, as the person sees them."""
    ids = list({seen.room_id for seen in found})
    visible = await rooms.visible_among(search.session, actor=search.actor, room_ids=ids)
    return {room.room_id: room for room in visible}


async def _hits(search: _Search, found: list[Seen]) -> tuple[Hit, ...]:
    """Return messages as pages show them, in the order in which they were found."""
    if not found:
        return ()
    ids = [seen.message_id for seen in found]
    selected = select_messages().add_columns(col(Message.id)).where(col(Message.id).in_(ids))
    views = {row.id: view_of(row) for row in await rows_of(search.session, selected)}
    known = await _rooms(search, found)
    hits, wanted = [], search.plan.wanted
    for seen in found:
        if (room := known.get(seen.room_id)) is not None:
            view = views[seen.message_id]
            names = tuple(marks(file.name, wanted) for file in view.attachments)
            hits.append(Hit(view, room, marks(view.body, wanted), names))
            await asyncio.sleep(0)  # others are served meanwhile
    return tuple(hits)
