"""Of what one key asks for at the same time only a little is done at once, so that others get theirs between.

It bounds what a key takes of a busy machine, however slow that is; `Throttle` what it takes of an idle one.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from chatapp.errors import RateLimited
from chatapp.throttling.throttle import TOO_FAST

WAITING: Final = 64  # of one key


class ConcurrencyLimit:
    """Lets ``together`` of each key go on; the others wait, in their order."""

    def __init__(self, together: int) -> None:
        self._together = together
        self._running = Counter[str]()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    async def begin(self, key: str) -> None:
        """Wait for this key's turn. Call `end` afterwards, whatever happens.

        Raises:
            RateLimited: too many wait already.
        """
        if self._running[key] < self._together:
            self._running[key] += 1
            return
        waiting = self._waiting.setdefault(key, deque())
        if len(waiting) >= WAITING:
            raise RateLimited(TOO_FAST, retry_after=1)
        turn = asyncio.get_running_loop().create_future()
        waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it was given the turn just before
                self.end(key)
            raise

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Wait for this key's turn, which lasts as long as the block; raises as `begin`."""
        await self.begin(key)
        try:
            yield
        finally:
            self.end(key)

    def end(self, key: str) -> None:
        """Give the turn to whoever waits for it."""
        waiting = self._waiting.get(key)
        while waiting:
            if not (turn := waiting.popleft()).done():
                turn.set_result(None)
                return
        self._waiting.pop(key, None)
        self._running[key] -= 1
        if not self._running[key]:
            del self._running[key]
