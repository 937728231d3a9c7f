"""How much one person may change that others see, or that is kept: 300 times a minute, over all processes.

Edits, pins, drafts, names, memberships: each is stored, and told to everybody whom it concerns. Posts, reactions,
passwords and pictures have limits of their own.
"""

from chatapp.authentication.rate_limit import RateLimits, asker_of
from chatapp.identity import Actor

TIMES = 30  # what the operator allows of tries in a minute


class ChangeLimit:
    """Counts what each person changes."""

    def __init__(self, limits: RateLimits) -> None:
        self._limit = limits.per_minute("changes", times=TIMES, said="You're making changes too fast.")

    async def count(self, actor: Actor) -> None:
        """Count a change that the actor is about to make.

        Raises:
            RateLimited: they have made too many; says how long to wait.
        """
        await self._limit.count(asker_of(actor))
