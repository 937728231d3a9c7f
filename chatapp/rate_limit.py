"""Limits on tries: how often one key may do one thing within a minute, or within some."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from chatapp.errors import RateLimited


class RateLimit:
    """Counts tries a key in a moving window of one minute, or of ``minutes``."""

    def __init__(self, tries: int, *, minutes: int = 1) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(tries, minutes)

    async def count(self, *key: str) -> None:
        """Count one try.

        Raises:
            RateLimited: this key has used up its tries; says how long to wait.
        """
        if await self._limiter.hit(self._item, *key):
            return
        window = await self._limiter.get_window_stats(self._item, *key)
        seconds = max(1, math.ceil(window.reset_time - time.time()))
        raise RateLimited(f"Too many tries. Please wait {_spelled(seconds)}.", retry_after=seconds)


def _spelled(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{math.ceil(seconds / 60)} minutes"
