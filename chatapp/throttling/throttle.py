"""Throttles: how fast each of many may go: so many at once, then so many a second. Who is faster waits.

A client that is told "too many tries" and asks again at once costs as much as one that is served: answered late, it
costs next to nothing. Source: the generic cell rate algorithm (GCRA), which keeps one time for each key.
"""

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

from chatapp.errors import RateLimited

TOO_FAST: Final = "You're asking too fast. Wait a second."
KEYS: Final = 20_000  # that are remembered
SHORTEST: Final = 0.001  # seconds
LONGEST: Final = 2.0  # that anybody waits
WAITING: Final = 256  # of all keys
WAITING_OF_KEY: Final = 64  # an office may share one address


class Throttle:
    """Slows each key down to ``per_second``, after ``at_once``.

    ``waiting_of_key``: how many of one key may wait; the next is refused. ``now``, ``sleep``: tests pass a
    clock of their own.
    """

    def __init__(
        self,
        per_second: float,
        at_once: float,
        *,
        waiting_of_key: int | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._step = 1 / per_second
        self._slack = at_once * self._step
        self._waiting_of_key = WAITING_OF_KEY if waiting_of_key is None else waiting_of_key
        self._now, self._sleep = now, sleep
        # When what each key has done is over, at its speed; the last used comes last. A plain dictionary would look
        # through the gaps of all keys that were used again before it finds the first: 8 µs with 15,000.
        self._due: OrderedDict[str, float] = OrderedDict()
        self._waiting = Counter[str]()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self._waiting.total()

    async def keep(self, key: str, cost: float = 1.0) -> bool:
        """Wait until it is this key's turn; returns false at once if too many wait already.

        ``cost``: how many acts it counts as.
        """
        seconds = self._taken(key, cost)
        if seconds < SHORTEST:
            return True
        if self._waiting[key] >= self._waiting_of_key or self.waiting >= WAITING:
            return False
        self._waiting[key] += 1
        try:
            await self._sleep(seconds)
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]
        return True

    async def require(self, key: str, cost: float = 1.0) -> None:
        """Wait until it is this key's turn.

        Raises:
            RateLimited: too many wait already.
        """
        if not await self.keep(key, cost):
            raise RateLimited(TOO_FAST, retry_after=1)

    def is_free(self, key: str) -> bool:
        """Say whether this key's next act waits for nothing, nor do others of its own."""
        return self._due.get(key, 0.0) + self._step - self._now() < self._slack and key not in self._waiting

    def charge(self, key: str, cost: float) -> None:
        """Count what turned out to cost more: the key's next act waits for it."""
        self._taken(key, cost)

    def _taken(self, key: str, cost: float) -> float:
        """Count an act; returns how long to wait for it."""
        now = self._now()
        due = max(self._due.pop(key, now), now) + cost * self._step
        self._forget(now)
        self._due[key] = min(due, now + self._slack + LONGEST)  # who hammers waits no longer for it afterwards
        return max(0.0, min(due - now - self._slack, LONGEST))

    def _forget(self, now: float) -> None:
        """Forget two keys at most that owe nothing, or are too many: as many come in as go, or fewer."""
        for _ in range(2):
            oldest = next(iter(self._due), None)
            if oldest is None or (self._due[oldest] > now and len(self._due) < KEYS):
                return
            del self._due[oldest]
