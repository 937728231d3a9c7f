"""Which messages to look at, the newest first: each source proposes all that can be found, and some more."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, func, text
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.identity import Actor
from chatapp.message_index import sqlite
from chatapp.message_index.document import Kinds, pattern
from chatapp.message_index.state import IndexState
from chatapp.search.conditions import readable
from chatapp.search.frequencies import Frequencies
from chatapp.search.plan import Plan
from chatapp.search.proposal import Proposal, Source, proposal_of
from chatapp.search.windows import Windows
from models import Message

FEW: Final = 1_000  # messages that are looked at without the index: all of a small room, or by one author
IN_ORDER: Final = 3_000  # messages
ROOMS_AT_MOST: Final = 200  # that the index is asked for; of more, the database asks each message for its room
GROUPS_AT_MOST: Final = 16
RUNS_AT_MOST: Final = 300  # that begin with two letters
MATCHING: Final = (
    "SELECT rowid FROM message_search WHERE message_search MATCH :match AND rowid < :before AND rowid >= :since "
    "ORDER BY rowid DESC LIMIT :at_most"
)


async def source_for(
    session: AsyncSession, actor: Actor, plan: Plan, state: IndexState, frequencies: Frequencies
) -> Source:
    """Return where a plan's messages are looked for."""
    if plan.is_narrow or plan.messages <= FEW or await _have_written_little(session, plan):
        plan.is_narrow = True
        return _FewMessages(actor, plan)
    connection = await session.connection()
    if connection.dialect.name == "sqlite" or state.has_trigrams:
        await frequencies.refresh(session)
    if connection.dialect.name != "sqlite":
        return Windows(plan, frequencies, has_trigrams=state.has_trigrams)
    return await connection.run_sync(_on_sqlite, plan, frequencies)


async def _have_written_little(session: AsyncSession, plan: Plan) -> bool:
    """Say whether the wanted authors have written few messages in all."""
    if not plan.authors:
        return False
    some = select_columns(col(Message.id)).where(col(Message.author_id).in_(plan.authors)).limit(FEW + 1).subquery()
    connection = await session.connection()
    return (await connection.execute(select_columns(func.count()).select_from(some))).scalar_one() <= FEW


class _FewMessages:
    """Messages that a condition leads to, such as those that the person has saved, or those of a small room.

    They may be a hundred thousand, unread ones for example, which are put in order each time that some are asked for:
    so that is done once for as many as a question looks at.
    """

    def __init__(self, actor: Actor, plan: Plan) -> None:
        self._query = readable(actor, col(Message.id)).where(*plan.conditions)  # in all rooms, or those it names
        self._ids: Sequence[int] = ()
        self._has_more = True

    async def propose(self, session: AsyncSession, before: int, since: int, at_most: int) -> Proposal:
        """Propose as `Source.propose` does; between two calls it keeps what it has put in order."""
        if not self._ids and self._has_more:
            within = (col(Message.id) < before, col(Message.id) >= since)
            ordered = self._query.where(*within).order_by((col(Message.id) + 0).desc())  # not by a walk through all
            self._ids = (await _proposed(session, ordered.limit(IN_ORDER), IN_ORDER)).ids
            self._has_more = len(self._ids) == IN_ORDER
        some, self._ids = self._ids[:at_most], self._ids[at_most:]
        return Proposal(some, some[-1] if some and (self._ids or self._has_more) else 0)


class _AllMessages:
    """All messages: there is nothing to look up."""

    async def propose(self, session: AsyncSession, before: int, since: int, at_most: int) -> Proposal:
        """Propose as `Source.propose` does: whatever message there is."""
        within = (col(Message.id) < before, col(Message.id) >= since)
        query = select_columns(col(Message.id)).where(*within).order_by(col(Message.id).desc())
        return await _proposed(session, query.limit(at_most), at_most)


class _Nothing:
    """No message at all: a term has letters that none has."""

    async def propose(self, session: AsyncSession, before: int, since: int, at_most: int) -> Proposal:
        """Propose nothing, and say that there is no more."""
        return Proposal((), 0)


class _Matching:
    """Messages whose documents have certain runs of three characters, by SQLite's index."""

    def __init__(self, groups: Sequence[sqlite.Group]) -> None:
        self._match = sqlite.match(groups)

    async def propose(self, session: AsyncSession, before: int, since: int, at_most: int) -> Proposal:
        """Propose as `Source.propose` does: what the index finds. The text of a message decides afterwards."""
        asked = {"match": self._match, "before": before, "since": since, "at_most": at_most}
        return await _proposed(session, text(MATCHING).bindparams(**asked), at_most)


def _on_sqlite(connection: Connection, plan: Plan, frequencies: Frequencies) -> Source:
    looked_up = [
        [run] if one == term else [run, sqlite.MANY]
        for term in plan.wanted
        if (one := pattern(term))
        for run in frequencies.rarest(one)
    ]
    groups: list[sqlite.Group] = [*looked_up[:GROUPS_AT_MOST]]
    if not groups:
        two = next((term for term in plan.wanted if len(term) == 2 and not frequencies.is_common(term)), "")
        found = sqlite.runs_beginning_with(connection, two, RUNS_AT_MOST) if two else None
        if found is not None and not found:
            return _Nothing()
        groups += [found] if found else []
    groups += [[sqlite.kind(one)] for one in Kinds if one in plan.kinds]
    if plan.authors:
        groups.append([sqlite.author(account_id) for account_id in plan.authors])
    if not plan.rooms:
        return _Nothing()
    if len(plan.rooms) <= ROOMS_AT_MOST:
        groups.append([sqlite.room(room_id) for room_id in plan.rooms])
    return _Matching(groups) if groups else _AllMessages()


async def _proposed(session: AsyncSession, query: Any, at_most: int) -> Proposal:
    connection = await session.connection()
    return proposal_of((await connection.execute(query)).scalars().all(), at_most)
