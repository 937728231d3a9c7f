"""Counts what reaches the pages while it arrives, because "done" means that the last page has the last message."""

import asyncio
import math
from array import array
from collections.abc import Sequence
from time import perf_counter

PATIENCE = 10.0  # seconds without any delivery after which what is missing counts as lost
LOOK_AGAIN = 0.05  # seconds


class Deliveries:
    """All pages' deliveries: a delivery is the first time one page has one message."""

    def __init__(self) -> None:
        self.count = 0
        self.last_at = perf_counter()  # seconds, as perf_counter counts them
        self.last_frame_at = self.last_at
        self.posted_at: dict[str, float] = {}  # client_message_id → seconds, when its post began
        self.latencies = array("d")  # seconds from the start of a post to a page, one for each timed delivery
        self.is_timing = False

    def post_begins(self, key: str) -> None:
        """Note that a message is posted now."""
        self.posted_at[key] = perf_counter()

    def frame_arrived(self) -> float:
        """Note that a page received something; returns the time."""
        self.last_frame_at = perf_counter()
        return self.last_frame_at

    def arrived(self, key: str, at: float) -> None:
        """Note a delivery."""
        self.count += 1
        self.last_at = at
        if self.is_timing and key in self.posted_at:
            self.latencies.append(at - self.posted_at[key])

    async def reach(self, count: int) -> None:
        """Wait for ``count`` deliveries, or until none came for 10 s; the verdict tells what is missing then."""
        began = perf_counter()
        while self.count < count and perf_counter() - max(began, self.last_at) < PATIENCE:  # noqa: ASYNC110  (silence is no event)
            await asyncio.sleep(LOOK_AGAIN)

    async def fall_silent(self, *, quiet: float, at_most: float) -> None:
        """Wait until no page has received anything for ``quiet`` seconds, but no longer than ``at_most`` seconds."""
        began = perf_counter()
        while (now := perf_counter()) - max(began, self.last_frame_at) < quiet and now - began < at_most:  # noqa: ASYNC110  (as above)
            await asyncio.sleep(LOOK_AGAIN)


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Return the nearest-rank percentile, or None when there are no values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else None
