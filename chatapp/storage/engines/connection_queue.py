"""A fair queue for pooled connections. A pool alone lets newcomers overtake, and cannot tell busy from away."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Final

from sqlalchemy import Engine, event

from chatapp.errors import Busy

CHECKS: Final = 10  # of the queue within its limit; a blocked event loop uses up one of them, however long


class LastResponse:
    """When a database last answered, over any of these engines."""

    def __init__(self, *engines: Engine) -> None:
        self.responses = 0
        self._last = float("-inf")
        for engine in engines:
            event.listen(engine, "after_cursor_execute", self._statement)

    def is_recent(self, seconds: float) -> bool:
        """Say whether it answered within the last ``seconds``."""
        return monotonic() - self._last < seconds

    def _statement(self, _: object, __: object, statement: str, *___: object) -> None:
        if not statement.startswith("BEGIN"):  # batched with the next statement on SQLite: no answer yet
            self.responses += 1
            self._last = monotonic()


class ConnectionQueue:
    """First come, first served access to a pool's connections, as long as the database answers anybody.

    ``slots``: how many readers at once. ``limit``: seconds without any answer after which the database counts as away.
    ``max_factor``: a reader waits at most this many times ``limit`` while the database answers others.
    """

    def __init__(self, slots: int, last_response: LastResponse, *, limit: float, max_factor: int) -> None:
        self._free, self._last_response, self._limit, self._longest = slots, last_response, limit, max_factor
        self._waiting: deque[tuple[asyncio.Future[None], int]] = (
            deque()
        )  # each with the number of the next check when it came
        self._is_watched = False
        self._check_number = self._quiet = self._responses = 0

    @property
    def waiting(self) -> int:
        """How many readers wait for a connection."""
        return sum(not turn.done() for turn, _ in self._waiting)  # cancelled waiters are skipped in their turn

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold a slot. Raises as `acquire`."""
        await self.acquire()
        try:
            yield
        finally:
            self.release()

    async def acquire(self) -> None:
        """Wait for a slot, held until `release`.

        Raises:
            TimeoutError: the database does not answer at all.
            Busy: it answers, but too many are waiting to be served in time.
        """
        if not self.take():
            await self._wait()

    def take(self) -> bool:
        """Take a slot that is free, held until `release`; returns false if none is."""
        if not self._free:
            return False
        self._free -= 1  # then nobody waits: slots are handed over directly
        return True

    def release(self) -> None:
        """Pass the slot to the next waiter."""
        while self._waiting:
            turn, _ = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    async def _wait(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, self._check_number))
        if not self._is_watched:
            self._quiet, self._responses = 0, self._last_response.responses
            self._schedule_check()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.release()  # the slot had been handed over already
            raise

    def _schedule_check(self) -> None:
        self._is_watched = True
        asyncio.get_running_loop().call_later(self._limit / CHECKS, self._check)

    def _check(self) -> None:
        self._check_number += 1
        self._quiet = self._quiet + 1 if self._last_response.responses == self._responses else 0
        self._responses = self._last_response.responses
        if self._quiet >= CHECKS:
            self._reject(_silent, came_before=self._check_number)
        else:
            self._reject(Busy, came_before=self._check_number - CHECKS * self._longest)
        self._is_watched = False
        if self._waiting:
            self._schedule_check()

    def _reject(self, error: Callable[[], Exception], *, came_before: int) -> None:
        while self._waiting and self._waiting[0][1] < came_before:
            turn, _ = self._waiting.popleft()
            if not turn.done():
                turn.set_exception(error())


def _silent() -> TimeoutError:
    return TimeoutError("every connection is in use, and none of them is answered")
