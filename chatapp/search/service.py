"""Searching, as pages and programs do it: each person so often, and a few at a time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from limits import RateLimitItemPerMinute

from chatapp.authentication.rate_limit import RateLimit, RateLimits
from chatapp.identity import Actor
from chatapp.search import around as neighbours
from chatapp.search import dates, naming, query
from chatapp.search.cursors import Cursors
from chatapp.search.finding import find
from chatapp.search.frequencies import Frequencies
from chatapp.search.views import PAGE, Around, Hit, Names, Order, Problem, SearchPage
from chatapp.storage.database import Database
from chatapp.throttling import Turns

SEARCHES: Final = 60  # a minute, of one person
NAMES: Final = 300  # they are asked for while somebody types
TIMES: Final = 6  # what the operator allows a minute, if that is more
AT_ONCE: Final = 2  # searches of one process, of different people: other readers keep their connections
TOO_FAST: Final = "You're searching too fast."


class Search:
    """The searches of one process. ``key``: of all processes; cursors are sealed with it."""

    def __init__(self, database: Database, limits: RateLimits, now: Callable[[], datetime], key: bytes) -> None:
        self._database = database
        self._cursors = Cursors(key)
        self._now = now
        self._frequencies = Frequencies()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._turns = Turns(1)
        most = limits.tries_per_minute * TIMES
        searches, names = RateLimitItemPerMinute(max(SEARCHES, most)), RateLimitItemPerMinute(max(NAMES, most))
        self._searches = RateLimit(limits, "searches", searches, said=TOO_FAST)
        self._names = RateLimit(limits, "names searched", names, said=TOO_FAST)

    async def find(
        self, *, actor: Actor, query: str, order: Order = Order.NEWEST, cursor: str = "", limit: int = PAGE
    ) -> SearchPage:
        """Return messages that the actor may read and that are what they ask for. See `finding.find`.

        Raises:
            WrongQuery: an operator means nothing, or what it names is not there for the actor.
            RateLimited: they have searched too often within a minute, or too many of their searches wait.
        """
        whose = str(actor.account_id)
        await self._searches.count(whose)
        async with self._turns.turn(whose), self._slots, self._database.reading() as session:
            page = await find(
                session,
                actor=actor,
                query_text=query,
                frequencies=self._frequencies,
                order=order,
                cursor=self._cursors.opened(cursor),
                limit=limit,
                now=self._now(),
            )
        return replace(page, cursor=self._cursors.sealed(page.cursor))

    async def names(self, *, actor: Actor, words: str, limit: int = naming.FEW) -> Names:
        """Return rooms, people and files by their names. See `naming.names`.

        Raises:
            RateLimited: they have asked too often within a minute.
        """
        await self._names.count(str(actor.account_id))
        async with self._database.reading() as session:
            return await naming.names(session, actor=actor, words=words, frequencies=self._frequencies, limit=limit)

    async def around(self, *, actor: Actor, hits: Sequence[Hit]) -> dict[tuple[UUID, int], Around]:
        """Return up to two messages before and after each hit, by `Hit.key`."""
        async with self._database.reading() as session:
            return await neighbours.around(session, actor=actor, hits=hits)

    def check(self, text: str, *, time_zone: str = "") -> Sequence[Problem]:
        """Return what means nothing in a query by itself, whatever rooms and people there are."""
        return query.read(text, now=self._now().astimezone(dates.zone_of(time_zone))).problems
