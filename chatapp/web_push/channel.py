"""Telling people by push. Nobody waits for a service: what is to be sent is a task, of which there are only so many."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from typing import Final, Protocol
from uuid import UUID
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import delete, update
from sqlmodel import col

from chatapp import workspace
from chatapp.errors import ChatError
from chatapp.outbound import PUSH, Outbound, SwitchedOff
from chatapp.outbound.switches import is_on
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions
from chatapp.web_push.content import Notice, content
from chatapp.web_push.sending import Outcome, Result, send
from chatapp.web_push.subscriptions import lives, of_account, woken_among
from chatapp.web_push.vapid import Keys
from models import PushSubscription, PushText
from models.utc_datetime import now

log = structlog.get_logger(__name__)

AT_ONCE: Final = 20  # of one process
MOST_WAITING: Final = 2_000  # pushes; what is more is not sent: the alert is in the list, and on open pages
PAUSES: Final = (5.0, 30.0)  # seconds before a push is tried again
LONGEST_PAUSE: Final = 60.0  # that a push waits in this process
BACK_OFF: Final = 60.0  # seconds after the first failure, twice as long after each other
LONGEST_BACK_OFF: Final = timedelta(hours=6)
MOST_FAILURES: Final = 12  # in a row, some two days; then the browser is forgotten


class Person(Protocol):
    """Whom to tell."""

    @property
    def account_id(self) -> int:
        """Whose browsers to wake."""
        ...

    @property
    def uuid(self) -> UUID:
        """The same, as browsers know them."""
        ...


Sleep = Callable[[float], Awaitable[None]]


class PushChannel:
    """A channel of `chatapp.notifications`. ``results``: for metrics, by what became of pushes."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        outbound: Outbound,
        keys: Keys,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.keys = keys
        self.results: Counter[str] = Counter()
        self._database = database
        self._transactions = transactions
        self._outbound = outbound
        self._sleep = sleep
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns = WeakValueDictionary[int, asyncio.Lock]()  # by browser: what is newer replaces what it shows

    async def reachable(self, account_ids: Collection[int]) -> Collection[int]:
        """Return who has a browser to be woken; nobody while pushes are switched off."""
        async with self._database.reading() as session:
            return await woken_among(session, account_ids) if await is_on(session, PUSH) else ()

    async def deliver(self, person: Person, notices: Sequence[Notice]) -> None:
        """Begin to wake the browsers of a person; returns at once."""
        async with self._database.reading() as session:
            if not await is_on(session, PUSH):
                return
            browsers = await of_account(session, person.account_id)
            view = await workspace.read(session) if browsers else None
        if view is None:
            return
        for one in notices:
            said = content(one, PushText(view.push_text), workspace=view.name, account=person.uuid)
            topic = str(one.room_uuid or one.kind)
            for browser in browsers:
                self._begin(browser, said, topic)

    async def test(self, account_id: int, said: bytes) -> list[tuple[PushSubscription, Outcome]]:
        """Wake all browsers of an account that may be woken, once, and return what became of each.

        Raises:
            SwitchedOff: no administrator has switched pushes on.
        """
        async with self._database.reading() as session:
            browsers = await of_account(session, account_id)
        found = [(one, await send(self._outbound, self.keys, one, said, "test")) for one in browsers]
        for browser, outcome in found:
            await self._note(browser, outcome)
        return found

    async def emptied(self) -> None:
        """Wait until everything that was begun is sent or given up."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self) -> None:
        """Give up what is not sent."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, browser: PushSubscription, said: bytes, topic: str) -> None:
        if len(self._tasks) >= MOST_WAITING:
            self.results["dropped"] += 1
            return
        turn = self._turns.setdefault(browser.id, asyncio.Lock())
        task = asyncio.create_task(self._deliver(turn, browser, said, topic), name="push")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, turn: asyncio.Lock, browser: PushSubscription, said: bytes, topic: str) -> None:
        try:
            async with turn:
                outcome = await self._sent(browser, said, topic)
            self.results[outcome.result] += 1
            await self._note(browser, outcome)
        except SwitchedOff:
            return
        except ChatError as error:
            self.results["failed"] += 1
            log.warning("push not sent", error=repr(error))
        except Exception:
            self.results["failed"] += 1
            log.exception("push not sent")

    async def _sent(self, browser: PushSubscription, said: bytes, topic: str) -> Outcome:
        """Send a push; one that a service asks time for is tried again, if that is soon and the sign-in still lives."""
        for pause in (*PAUSES, None):
            async with self._slots:
                outcome = await send(self._outbound, self.keys, browser, said, topic)
            if pause is None or outcome.result != Result.LATER or outcome.wait > LONGEST_PAUSE:
                break
            await self._sleep(max(pause, outcome.wait))
            async with self._database.reading() as session:
                if not await lives(session, browser):
                    return Outcome(Result.GONE)
        return outcome

    async def _note(self, browser: PushSubscription, outcome: Outcome) -> None:
        """Forget a browser that is gone, or note how long to leave its service alone."""
        is_this = col(PushSubscription.id) == browser.id
        if outcome.result == Result.SENT:
            if browser.failures:
                values = update(PushSubscription).where(is_this).values(failures=0, not_before=None)
                await self._write(values)
        elif outcome.result == Result.GONE or browser.failures + 1 >= MOST_FAILURES:
            await self._write(delete(PushSubscription).where(is_this))
        else:
            pause = max(timedelta(seconds=outcome.wait), _back_off(browser.failures))
            changed = {"failures": col(PushSubscription.failures) + 1, "not_before": now() + pause}
            await self._write(update(PushSubscription).where(is_this).values(**changed))

    async def _write(self, statement: object) -> None:
        async with self._transactions.begin() as work:
            await work.session.exec(statement)  # type: ignore[call-overload]


def _back_off(failures: int) -> timedelta:
    return min(LONGEST_BACK_OFF, timedelta(seconds=BACK_OFF * 2 ** min(failures, 20)))
