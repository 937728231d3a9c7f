"""How often runs of three characters occur, by the newest messages: a term is looked up by its rarest ones.

A run that is in every second message costs more to look up than all others of a term together, and tells nothing. Rough
numbers do: whatever is looked up, each message is looked at.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

from sqlalchemy import func, literal_column
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.message_index.document import RUN, Entry, document
from chatapp.message_index.entries import IS_INDEXED
from chatapp.message_index.sqlite import runs
from chatapp.storage.database import rows_of
from models import Message

SAMPLE: Final = 500  # messages
LENGTH: Final = 400  # characters of each
COMMON: Final = 3  # of them with a run that is worth to be remembered
KEPT: Final = 3600.0  # seconds
IN_A_TERM: Final = 4  # runs that are looked up
OFTEN: Final = 0.005  # of all messages: what is in more of them is found by looking at the newest


class Frequencies:
    """What is known of one database."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._counts: Counter[str] = Counter()
        self._beginnings: Counter[str] = Counter()
        self._sample = 0
        self._until = 0.0

    async def refresh(self, session: AsyncSession) -> None:
        """Look at the newest messages, if that was not done for an hour, or if there were few."""
        if self._clock() < self._until:
            return
        body = func.substr(col(Message.body), literal_column("1"), literal_column(str(LENGTH))).label("body")
        query = select_columns(body).where(*IS_INDEXED).order_by(col(Message.id).desc()).limit(SAMPLE)
        bodies = [row.body for row in await rows_of(session, query)]
        self._counts, self._beginnings = await asyncio.to_thread(_count, bodies)  # the event loop has others to serve
        self._sample = len(bodies)
        self._until = self._clock() + (KEPT if self._sample == SAMPLE else KEPT / 60)

    def rarest(self, pattern: str, is_known: Callable[[str], bool] = bool) -> Sequence[str]:
        """Return the rarest runs of a pattern that an index knows; they have few characters in common if they can."""
        found = list(dict.fromkeys(filter(is_known, runs(pattern))))
        by_count = sorted(range(len(found)), key=lambda at: (self._counts[found[at]], at % RUN, at))
        return [found[at] for at in by_count[:IN_A_TERM]]

    def is_common(self, two: str) -> bool:
        """Say whether so many messages have these two characters that some are found at once."""
        return self._beginnings[two] > OFTEN * self._sample


def _count(bodies: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """Count in how many texts each run is, and each beginning of one."""
    of_each = [set(runs(document(Entry(0, 0, 0, body)))) for body in bodies]
    counts = Counter(run for found in of_each for run in found)
    beginnings = Counter(two for found in of_each for two in {run[: RUN - 1] for run in found})
    return _common(counts), _common(beginnings)


def _common(counts: Counter[str]) -> Counter[str]:
    return Counter({run: count for run, count in counts.items() if count >= COMMON})
