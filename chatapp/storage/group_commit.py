"""Group commit: requests that arrive while a transaction is being written share the next one.

Source: group commit as databases do it.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

import structlog

from chatapp.errors import ChatError, Unavailable
from chatapp.storage.conflicts import TransactionConflict
from chatapp.storage.unit_of_work import SyncUnitOfWork, Transactions

log = structlog.get_logger(__name__)

INTERRUPTED = "Chatapp was interrupted and can't tell whether this was saved. Try again."

Request = TypeVar("Request")
Result = TypeVar("Result")


GATHERING = 4  # turns of the event loop, at most, in which a group that follows another waits for more


@dataclass(frozen=True, slots=True)
class _Slot(Generic[Request, Result]):
    """A request in the queue, and what is called with its outcome."""

    request: Request
    on_outcome: Callable[[Result | Exception], None]

    def answer(self, outcome: Result | Exception) -> None:
        """Tell whoever has asked: the result, or why there is none. What they raise is logged."""
        try:
            self.on_outcome(outcome)
        except Exception:  # the others are to be answered all the same
            log.exception("group commit: telling an outcome failed")


def _settle(future: asyncio.Future[Result], outcome: Result | Exception) -> None:
    if future.done():  # the caller has stopped waiting; what is stored stays stored
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


class GroupCommit(Generic[Request, Result]):
    """Queues requests and stores each group of them in one transaction.

    ``store`` runs in the database's thread. It takes the requests in the order of their arrival and returns, in the
    same order, a result for each or the `ChatError` to raise for it. A lone request is never delayed. If a group fails
    as a whole, its requests are tried one by one.

    ``group_limit``: requests in one transaction. ``queue_limit``: requests that wait.
    """

    def __init__(
        self,
        transactions: Transactions,
        store: Callable[[Sequence[Request], SyncUnitOfWork], Sequence[Result | ChatError]],
        *,
        group_limit: int = 256,
        queue_limit: int = 10_000,
    ) -> None:
        self._transactions = transactions
        self._store = store
        self._group_limit = group_limit
        self._queue_limit = queue_limit
        self._queue: deque[_Slot[Request, Result]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def submit(self, request: Request) -> Result:
        """Store ``request`` with those that arrive meanwhile; returns its result once it is durable.

        Raises:
            ChatError: what ``store`` returned for this request.
            Unavailable: the database is away, the queue is full, or the writing was interrupted.
        """
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self.enqueue(request, partial(_settle, future))
        return await future

    def enqueue(self, request: Request, on_outcome: Callable[[Result | Exception], None]) -> None:
        """The same without waiting: ``on_outcome`` is called with what `submit` would return or raise.

        Who posts without a task of their own is answered in the same turn of the loop as the rest of the group.

        Raises:
            Unavailable: the queue is full.
        """
        if len(self._queue) >= self._queue_limit:
            raise Unavailable("Chatapp is busy. Try again in a moment.")
        self._queue.append(_Slot(request, on_outcome))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain(), name="group commit")

    @property
    def waiting(self) -> int:
        """How many requests wait for a transaction."""
        return len(self._queue)

    async def close(self) -> None:
        """Wait until everything in the queue is written."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    async def _drain(self) -> None:
        group: list[_Slot[Request, Result]] = []
        try:
            while self._queue:
                group = [self._queue.popleft() for _ in range(min(self._group_limit, len(self._queue)))]
                await self._commit(group)
                group = []
                await self._gather()
        except BaseException:  # cancelled: nobody may wait for ever
            for slot in (*group, *self._queue):
                slot.answer(Unavailable(INTERRUPTED))
            self._queue.clear()
            raise

    async def _gather(self) -> None:
        """Let those come along who were on their way while a group was written, as long as each turn brings more."""
        for _ in range(GATHERING):
            before = len(self._queue)
            await asyncio.sleep(0)
            if len(self._queue) == before:
                return

    async def _commit(self, group: Sequence[_Slot[Request, Result]]) -> None:
        requests = [slot.request for slot in group]
        try:
            outcomes = await self._transactions.run_sync(partial(self._store, requests))
        except Exception as error:
            await self._recover(group, error)
        else:
            for slot, outcome in zip(group, outcomes, strict=True):
                slot.answer(outcome)

    async def _recover(self, group: Sequence[_Slot[Request, Result]], error: Exception) -> None:
        """Try the requests one by one, unless that cannot help: there is only one, or the database is away."""
        is_away = isinstance(error, Unavailable) and not isinstance(error, TransactionConflict)
        if len(group) == 1 or is_away:
            for slot in group:
                slot.answer(error)
            return
        log.warning("group commit failed; trying its requests one by one", requests=len(group), error=repr(error))
        for slot in group:
            await self._commit([slot])
