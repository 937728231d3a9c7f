"""How many reactions one person may add and take back: 60 a minute, over all rooms and all processes."""

from typing import Final

from limits import RateLimitItemPerMinute

from chatapp.authentication.rate_limit import RateLimit, RateLimits
from chatapp.identity import Actor

MOST: Final = 60
TIMES: Final = 6  # what the operator allows a minute, if that is more


class ReactionLimit:
    """Counts what each person adds and takes back."""

    def __init__(self, limits: RateLimits) -> None:
        most = max(MOST, limits.tries_per_minute * TIMES)
        item = RateLimitItemPerMinute(most)
        self._limit = RateLimit(limits, "reactions", item, said="You're reacting too fast.")

    async def count(self, actor: Actor) -> None:
        """Count a reaction that the actor is about to add or take back.

        Raises:
            RateLimited: they have changed too many; says how long to wait.
        """
        await self._limit.count(str(actor.account_id))
