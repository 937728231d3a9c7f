"""Searching, as pages and programs do it: each person so often, and a few at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from limits import RateLimitItemPerMinute
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.accounts.time_zones import zone_named
from chatapp.authentication.rate_limit import RateLimit, RateLimits
from chatapp.identity import Actor
from chatapp.search import around as neighbours
from chatapp.search import by_name, query
from chatapp.search.columns import MOST, ColumnsPage
from chatapp.search.cursors import Cursors
from chatapp.search.finding import find, find_columns
from chatapp.search.frequencies import Frequencies
from chatapp.search.views import PAGE, Around, Hit, Names, Order, Problem, SearchPage
from chatapp.storage.database import Database
from chatapp.throttling import ConcurrencyLimit

SEARCHES: Final = 60  # a minute, of one person
NAMES: Final = 300  # they are asked for while somebody types
PAGES: Final = 120  # that go on with a search: each looks at as much as a search, and starts none
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
        self._turns = ConcurrencyLimit(1)
        most = limits.tries_per_minute * TIMES

        def at_most(name: str, times: int) -> RateLimit:
            return RateLimit(limits, name, RateLimitItemPerMinute(max(times, most)), said=TOO_FAST)

        self._searches = at_most("searches", SEARCHES)
        self._pages = at_most("pages of searches", PAGES)
        self._names = at_most("names searched", NAMES)

    async def find(
        self, *, actor: Actor, query: str, order: Order = Order.NEWEST, cursor: str = "", limit: int = PAGE
    ) -> SearchPage:
        """Return messages that the actor may read and that are what they ask for. See `finding.find`.

        Raises:
            WrongQuery: an operator means nothing, or what it names is not there for the actor.
            RateLimited: they have searched too often within a minute, or too many of their searches wait.
        """
        async with self._reading(actor, cursor) as session:
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

    async def columns(self, *, actor: Actor, query: str, cursor: str = "", limit: int = MOST) -> ColumnsPage:
        """Return the same as columns, the newest first, for programs that take all of it. Raises as `find`."""
        async with self._reading(actor, cursor) as session:
            page = await find_columns(
                session,
                actor=actor,
                query_text=query,
                frequencies=self._frequencies,
                cursor=self._cursors.opened(cursor),
                limit=limit,
                now=self._now(),
            )
        return replace(page, cursor=self._cursors.sealed(page.cursor))

    @asynccontextmanager
    async def _reading(self, actor: Actor, cursor: str) -> AsyncIterator[AsyncSession]:
        """Open a session for one page, in turn; the first of a search counts as a search."""
        whose = str(actor.account_id)
        await (self._pages if cursor else self._searches).count(whose)
        async with self._turns.turn(whose), self._slots, self._database.reading() as session:
            yield session

    async def names(self, *, actor: Actor, words: str, limit: int = by_name.FEW) -> Names:
        """Return rooms, people and files by their names. See `naming.names`.

        Raises:
            RateLimited: they have asked too often within a minute.
        """
        await self._names.count(str(actor.account_id))
        async with self._database.reading() as session:
            return await by_name.names(session, actor=actor, words=words, frequencies=self._frequencies, limit=limit)

    async def around(self, *, actor: Actor, hits: Sequence[Hit]) -> dict[tuple[UUID, int], Around]:
        """Return up to two messages before and after each hit, by `Hit.key`."""
        async with self._database.reading() as session:
            return await neighbours.around(session, actor=actor, hits=hits)

    def check(self, text: str, *, time_zone: str = "") -> Sequence[Problem]:
        """Return what means nothing in a query by itself, whatever rooms and people there are."""
        return query.read(text, now=self._now().astimezone(zone_named(time_zone))).problems
