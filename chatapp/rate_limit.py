"""Limits on tries: how often one key may do one thing within a minute."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from chatapp.errors import RateLimited


class RateLimit:
    """Counts tries a key in a moving window of one minute."""

    def __init__(self, per_minute: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(per_minute)

    async def count(self, *key: str) -> None:
        """Count one try.

        Raises:
            RateLimited: this key has used up its tries; says how many seconds to wait.
        """
        if await self._limiter.hit(self._item, *key):
            return
        window = await self._limiter.get_window_stats(self._item, *key)
        seconds = max(1, math.ceil(window.reset_time - time.time()))
        raise RateLimited(f"Too many tries. Please wait {seconds} seconds.", retry_after=seconds)
