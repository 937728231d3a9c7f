"""The signed-in browsers behind the pages of this process: a session that ended unheard must not stay open."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

import structlog
from sqlmodel import col, select

from chatapp.authentication.sessions import Visit
from chatapp.broker import Broker
from chatapp.errors import Unavailable
from chatapp.events import MISSED_TOPIC, Event, SessionEnded, account_topic
from chatapp.storage.database import Database
from chatapp.timers import end_task
from models import Account, LoginSession
from models.utc_datetime import now

log = structlog.get_logger(__name__)

AT_ONCE = 500  # ids in one query; a database takes a bounded number of parameters


class OpenSessions:
    """Asks the database which sessions still live whenever the broker admits a loss: one query for all pages.

    Announces SessionEnded for each that does not, as if it had been heard.
    """

    def __init__(self, broker: Broker, database: Database) -> None:
        self._broker = broker
        self._database = database
        self._open: Counter[tuple[int, int]] = Counter()  # (account, session) → pages
        self._checking: asyncio.Task[None] | None = None
        self._is_due = False
        self._unsubscribe = broker.subscribe(MISSED_TOPIC, self._missed)

    @property
    def pages(self) -> int:
        """How many pages of signed-in people this process keeps."""
        return self._open.total()

    def watch(self, visit: Visit) -> Callable[[], None]:
        """Watch the session of a page until the returned function is called."""
        key = (visit.actor.account_id, visit.session_id)
        self._open[key] += 1

        def forget() -> None:
            self._open[key] -= 1
            if self._open[key] <= 0:
                del self._open[key]

        return forget

    async def close(self) -> None:
        """Stop asking."""
        self._unsubscribe()
        await end_task(self._checking)

    def _missed(self, _: Event) -> None:
        self._is_due = True
        if self._checking is None or self._checking.done():
            self._checking = asyncio.create_task(self._check(), name="open sessions are checked")

    async def _check(self) -> None:
        while self._is_due:
            self._is_due = False
            watched = list(self._open)
            try:
                living = await self._living([session_id for _, session_id in watched])
            except Unavailable as error:
                log.warning("session check delayed: database unavailable", error=str(error))
                self._is_due = True
                await asyncio.sleep(error.retry_after)
                continue
            for account_id, session_id in watched:
                if session_id not in living:
                    self._broker.publish(account_topic(account_id), SessionEnded(session_id))

    async def _living(self, session_ids: Sequence[int]) -> set[int]:
        found: set[int] = set()
        async with self._database.reading() as session:
            for start in range(0, len(session_ids), AT_ONCE):
                rows = await session.exec(
                    select(LoginSession.id)
                    .join(Account, col(Account.id) == LoginSession.account_id)
                    .where(col(LoginSession.id).in_(session_ids[start : start + AT_ONCE]))
                    .where(LoginSession.expires_at > now(), Account.is_active)
                )
                found |= set(rows.all())
        return found
