"""Which messages to look at, on PostgreSQL: windows of the newest ones first, and then those that its index leads to.

What is often said is found among the newest messages; what is rare, by the index. It is asked for the rarest runs of
three letters or digits alone: for a whole term it would read where each of its runs is, forty for an address. Without
the index, or for what it does not know, windows go on until all messages were seen, or the budget is used up.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.message_index.document import RUN, pattern
from chatapp.search.frequencies import Frequencies
from chatapp.search.plan import Plan
from chatapp.search.proposal import Proposal, proposal_of

FIRST: Final = 5_000  # ids of the first window; each further one has twice as many
LARGEST: Final = 80_000
LONGEST: Final = 8  # terms that the database is asked for; all others are looked for in what it finds
PER_UNIT: Final = 100  # documents that the database looks at within the time in which we look at one message
KNOWN: Final = re.compile(r"[^\W_]{3}|[^\W_]{2}[\W_]|[\W_][^\W_]")  # what pg_trgm makes its runs of: letters and digits
RUNS_AT_MOST: Final = 8  # that the index is asked for
ESCAPED: Final = re.compile(r"([\\%_])")
SELECT: Final = "SELECT message_id FROM message_search WHERE "
WITHIN: Final = (
    "message_id < :before AND message_id >= :since AND room_id = ANY(CAST(:rooms AS integer[])) "
    "AND kinds & :kinds = :kinds"
)
NO_RUNS: Final = MappingProxyType(dict[str, str]())
NEWEST: Final = " ORDER BY message_id DESC LIMIT :at_most"
BY_INDEX: Final = " ORDER BY message_id + 0 DESC LIMIT :at_most"  # by its key it would walk through all documents


class Windows:
    """Proposes the messages of a plan. One object serves one question."""

    def __init__(self, plan: Plan, frequencies: Frequencies, *, has_trigrams: bool) -> None:
        looked_up = sorted((pattern(term) or term for term in plan.wanted), key=len)[-LONGEST:]
        self._patterns = {f"term_{at}": _containing(one) for at, one in enumerate(looked_up)}
        self._is_indexed = has_trigrams and any(map(KNOWN.search, looked_up))
        rarest = dict.fromkeys(run for one in looked_up for run in frequencies.rarest(one, is_known=_is_word))
        self._runs = {f"run_{at}": _containing(run) for at, run in enumerate(rarest) if at < RUNS_AT_MOST}
        self._rooms, self._kinds = list(plan.rooms), int(plan.kinds)
        self._next = FIRST

    async def propose(self, session: AsyncSession, before: int, since: int, at_most: int) -> Proposal:
        """Propose messages; a window may have none."""
        if not self._rooms:
            return Proposal((), 0)
        if self._is_indexed and self._next > FIRST:
            ids = await self._select(session, BY_INDEX, before, since, at_most, self._runs)
            return proposal_of(ids, at_most)
        floor = max(since, before - self._next, 0)
        ids = await self._select(session, NEWEST, before, floor, at_most)
        if len(ids) == at_most:
            return Proposal(ids, ids[-1])
        cost, self._next = (before - floor) // PER_UNIT, min(2 * self._next, LARGEST)
        return Proposal(ids, 0 if floor <= since else floor, cost)

    async def _select(
        self,
        session: AsyncSession,
        order: str,
        before: int,
        since: int,
        at_most: int,
        runs: Mapping[str, str] = NO_RUNS,
    ) -> Any:
        """Return the ids of messages that have all terms; ``runs``: what the index is asked for in place of them."""
        document = "document || ''" if runs else "document"  # of what is joined, it has no index
        likes = "".join(f" AND document LIKE :{name}" for name in runs)
        likes += "".join(f" AND {document} LIKE :{name}" for name in self._patterns)
        asked = {"before": before, "since": since, "rooms": self._rooms, "kinds": self._kinds, "at_most": at_most}
        query = text(f"{SELECT}{WITHIN}{likes}{order}").bindparams(**asked, **self._patterns, **runs)
        return (await (await session.connection()).execute(query)).scalars().all()


def _is_word(run: str) -> bool:
    """Say whether a run is one of pg_trgm's, whatever stands beside it."""
    return run.isalnum() and len(run) == RUN


def _containing(part: str) -> str:
    escaped = ESCAPED.sub(r"\\\1", part)
    return f"%{escaped}%"
