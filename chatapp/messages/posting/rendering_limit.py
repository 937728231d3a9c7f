"""How many texts that are long to render one person may send: each takes up to 25 ms of everybody's time."""

from chatapp.authentication.rate_limit import RateLimits
from chatapp.identity import Actor


class RenderingLimit:
    """Counts long texts with marks, a person."""

    def __init__(self, limits: RateLimits) -> None:
        self._limit = limits.per_minute("long messages", times=6)

    async def count(self, actor: Actor) -> None:
        """Count a text (`markup.is_laborious`) that the actor is about to post, or to give a message.

        Raises:
            RateLimited: the actor has sent many of them within a minute.
        """
        await self._limit.count(str(actor.account_id))
