"""How many messages one person may post: 30 in ten seconds, over all rooms and all processes.

Posts are counted in memory, which costs nothing. Only who posts more than people do is counted by all processes
together, where there is a Redis: then what this process has counted alone is told, too.
"""

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from limits import RateLimitItemPerSecond

from chatapp.authentication.rate_limit import RateLimits
from chatapp.errors import RateLimited
from chatapp.identity import Actor

SECONDS: Final = 10
MOST: Final = 30
TIMES: Final = 3  # what the operator allows a minute, if that is more
ALONE: Final = 3  # one third of the limit is counted by each process alone
PEOPLE: Final = 20_000  # that are remembered
NAME: Final = "posts"


@dataclass(slots=True)
class _Post:
    """When a ``client_message_id`` came first. ``is_told``: all processes have counted it."""

    at: float
    is_told: bool = False


class PostingLimit:
    """Counts what each person posts. A repeated ``client_message_id`` is the same message, and counts once."""

    def __init__(self, limits: RateLimits, *, now: Callable[[], float] = time.time) -> None:
        self._limits = limits
        self._now = now
        self._most = max(MOST, limits.tries_per_minute * TIMES)
        self._item = RateLimitItemPerSecond(self._most, SECONDS)
        self._posts: OrderedDict[int, dict[str, _Post]] = OrderedDict()  # by account; who posted last comes last

    async def count(self, actor: Actor, client_message_id: str) -> None:
        """Count a message that the actor is about to post.

        Raises:
            RateLimited: they have posted too many; says how long to wait.
        """
        now = self._now()
        posts = self._recent(actor.account_id, now)
        if client_message_id in posts:
            return
        if len(posts) >= self._most:
            raise self._refusal(next(iter(posts.values())).at + SECONDS - now)
        posts[client_message_id] = post = _Post(now)
        if len(posts) * ALONE >= self._most and self._limits.is_shared:
            try:
                await self._tell(actor, posts)
            except RateLimited:
                if posts.get(client_message_id) is post:
                    del posts[client_message_id]
                raise

    def count_alone(self, actor: Actor, client_message_id: str) -> bool:
        """Count as `count` does, if there is nothing to wait for and nothing to refuse; says whether it has."""
        now = self._now()
        posts = self._recent(actor.account_id, now)
        if client_message_id not in posts:
            if len(posts) >= self._most or ((len(posts) + 1) * ALONE >= self._most and self._limits.is_shared):
                return False
            posts[client_message_id] = _Post(now)
        return True

    async def _tell(self, actor: Actor, posts: dict[str, _Post]) -> None:
        """Count with all processes what only this one has counted so far."""
        untold = [post for post in posts.values() if not post.is_told]
        for post in untold:
            post.is_told = True
        whose = hashlib.sha256(str(actor.account_id).encode()).hexdigest()
        free_at = await self._limits.hit_together(self._item, NAME, whose, cost=len(untold))
        if free_at is not None:
            for post in untold:
                post.is_told = False
            raise self._refusal(free_at - self._now())

    def _recent(self, account_id: int, now: float) -> dict[str, _Post]:
        """Return what a person has posted within the window, the first first, and forget who has stopped posting."""
        posts, over = self._posts.setdefault(account_id, {}), now - SECONDS
        self._posts.move_to_end(account_id)
        while posts and next(iter(posts.values())).at <= over:
            del posts[next(iter(posts))]
        for _ in range(2):  # as many are forgotten as come in, or more
            oldest, others = next(iter(self._posts.items()))
            is_over = not others or next(reversed(others.values())).at <= over
            if oldest == account_id or not (is_over or len(self._posts) > PEOPLE):
                break
            del self._posts[oldest]
        return posts

    def _refusal(self, seconds: float) -> RateLimited:
        wait = max(1, math.ceil(seconds))
        unit = "second" if wait == 1 else "seconds"
        return RateLimited(f"You're sending messages too fast. Wait {wait} {unit}.", retry_after=wait)
