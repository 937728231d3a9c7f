"""Who waits for a connection. A pool alone lets newcomers overtake, and takes a busy database for one that is away."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Final

from sqlalchemy import Engine, event

from chatapp.errors import Busy

LOOKS: Final = 10  # at the line within its limit: an event loop that is held up costs one of them, however long


class LastResponse:
    """When a database has last answered, over any of these engines."""

    def __init__(self, *engines: Engine) -> None:
        self.beats = 0
        self._last = float("-inf")
        for engine in engines:
            event.listen(engine, "after_cursor_execute", self._statement)

    def is_recent(self, seconds: float) -> bool:
        """Say whether it has answered within the last seconds."""
        return monotonic() - self._last < seconds

    def _statement(self, _: object, __: object, statement: str, *___: object) -> None:
        if not statement.startswith("BEGIN"):  # the asynchronous engine of SQLite keeps that until the next one
            self.beats += 1
            self._last = monotonic()


class ConnectionQueue:
    """Readers in line for a pool's connections: first come, first served, for as long as the database answers any.

    ``places``: how many read at once. ``limit``: seconds without an answer after which the database counts as away.
    ``longest``: how many times as long somebody waits at most while it answers others.
    """

    def __init__(self, places: int, last_response: LastResponse, *, limit: float, longest: int) -> None:
        self._free, self._last_response, self._limit, self._longest = places, last_response, limit, longest
        self._waiting: deque[tuple[asyncio.Future[None], int]] = deque()  # each with the look before which he came
        self._is_watched = False
        self._look_number = self._quiet = self._beats = 0

    @property
    def waiting(self) -> int:
        """How many readers wait for a connection."""
        return sum(not turn.done() for turn, _ in self._waiting)  # who has gone is passed over in his turn

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Surround reading. Raises as `enter`."""
        await self.enter()
        try:
            yield
        finally:
            self.leave()

    async def enter(self) -> None:
        """Wait for a place, which is kept until `leave`.

        Raises:
            TimeoutError: the database answers nobody.
            Busy: it does, but there are too many to be served in time.
        """
        if self._free:  # then nobody waits: a place goes from hand to hand
            self._free -= 1
        else:
            await self._wait()

    def leave(self) -> None:
        """Give the place to whoever is next."""
        while self._waiting:
            turn, _ = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    async def _wait(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, self._look_number))
        if not self._is_watched:
            self._quiet, self._beats = 0, self._last_response.beats
            self._look_later()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave()  # it was his turn already
            raise

    def _look_later(self) -> None:
        self._is_watched = True
        asyncio.get_running_loop().call_later(self._limit / LOOKS, self._look)

    def _look(self) -> None:
        self._look_number += 1
        self._quiet = self._quiet + 1 if self._last_response.beats == self._beats else 0
        self._beats = self._last_response.beats
        if self._quiet >= LOOKS:
            self._send_away(_silent, came_before=self._look_number)
        else:
            self._send_away(Busy, came_before=self._look_number - LOOKS * self._longest)
        self._is_watched = False
        if self._waiting:
            self._look_later()

    def _send_away(self, error: Callable[[], Exception], *, came_before: int) -> None:
        while self._waiting and self._waiting[0][1] < came_before:
            turn, _ = self._waiting.popleft()
            if not turn.done():
                turn.set_exception(error())


def _silent() -> TimeoutError:
    return TimeoutError("every connection is in use, and none of them is answered")
