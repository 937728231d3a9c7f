"""Proposals: messages to look at."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from sqlmodel.ext.asyncio.session import AsyncSession


class Proposal(NamedTuple):
    """Ids of messages, the newest first. All that can be found from ``floor`` on were proposed; 0: all there are.

    ``cost``: what it took, in messages looked at, besides looking at those that are proposed.
    """

    ids: Sequence[int]
    floor: int
    cost: int = 0


class Source(Protocol):
    """Proposes messages."""

    async def propose(self, session: AsyncSession, before: int, since: int, at_most: int) -> Proposal:
        """Propose messages whose id is less than ``before``, and at least ``since``."""
        ...


def proposal_of(ids: Sequence[int], at_most: int) -> Proposal:
    """Return the proposal of a query that was asked for so many ids."""
    return Proposal(ids, ids[-1] if len(ids) == at_most else 0)
