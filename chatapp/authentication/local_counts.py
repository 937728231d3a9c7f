"""Tries counted in this process's memory, in moving windows: bounded, and each try costs the same however many count.

`limits` has a storage in memory as well; it goes over every key with each try, in a thread for each, so that strangers
who try many names would keep the process busy.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

KEYS: Final = 50_000  # that are remembered of one limit


class LocalCounts:
    """When each key of one limit was used: at most ``tries`` times within ``seconds``.

    The keys that were not used for the longest time are forgotten when there are more than ``keys``.
    """

    def __init__(self, tries: int, seconds: float, *, keys: int = KEYS, now: Callable[[], float] = time.time) -> None:
        self._tries = tries
        self._seconds = seconds
        self._keys = keys
        self._now = now
        # The key that was used last comes last; a plain dictionary would look for the first through the gaps of others.
        self._used: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._used)

    def hit(self, key: str) -> float | None:
        """Count one try; returns None if it is allowed, otherwise when the next is, in seconds since the epoch."""
        now = self._now()
        used = self._used.pop(key, None)
        self._forget(now - self._seconds)
        if used is None:
            used = deque[float]()
        while used and used[0] <= now - self._seconds:
            used.popleft()
        is_allowed = len(used) < self._tries
        if is_allowed:
            used.append(now)
        self._used[key] = used
        return None if is_allowed else used[0] + self._seconds

    def _forget(self, since: float) -> None:
        """Forget two keys at most that no longer count, or are too many: as many come in as go, or fewer."""
        for _ in range(2):
            oldest = next(iter(self._used), None)
            if oldest is None or (len(self._used) < self._keys and self._used[oldest][-1] > since):
                return
            del self._used[oldest]
