"""How much one person may change that others see, or that is kept: 300 times a minute, over all processes.

Edits, pins, drafts, names, memberships: each is stored, and told to everybody whom it concerns. Posts, reactions,
passwords and pictures have limits of their own. All of a minute's changes at once would hold up everybody who writes
for seconds: so a person makes some at once, and the others five a second.
"""

from typing import Final

from chatapp.authentication.rate_limit import RateLimits, asker_of
from chatapp.identity import Actor
from chatapp.throttling import Throttle

TIMES: Final = 30  # what the operator allows of tries in a minute
AT_ONCE: Final = 2  # the same, without a pause
WAITING: Final = 10  # changes of one person that wait; the next is refused


class ChangeLimit:
    """Counts what each person changes. ``throttle``: how fast they may; by default from what the operator allows."""

    def __init__(self, limits: RateLimits, throttle: Throttle | None = None) -> None:
        self._limit = limits.per_minute("changes", times=TIMES, said="You're making changes too fast.")
        tries = limits.tries_per_minute
        self._throttle = throttle or Throttle(tries * TIMES / 60, at_once=tries * AT_ONCE, waiting_of_key=WAITING)

    async def count(self, actor: Actor) -> None:
        """Count a change that the actor is about to make, and wait until it is its turn.

        Raises:
            RateLimited: they have made too many, or too many wait; says how long to wait.
        """
        asker = asker_of(actor)
        await self._limit.count(asker)
        await self._throttle.require(asker)
