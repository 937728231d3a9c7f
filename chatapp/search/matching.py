"""Looking at a message: the folded text decides whether it is what was asked for, and nobody waits for it for long."""

import asyncio
from typing import Final

from chatapp.search.plan import Plan

LENGTH: Final = 250  # characters of a message: what is longer costs more
PAIRS: Final = 10_000  # characters of a message times those it is compared with: so many cost as much as one message
AT_A_STRETCH: Final = 1_000_000  # of them, before others are served


def cost_of(plan: Plan, body: str) -> int:
    """Return what it costs to look at a message, at worst: looking for a text takes up to their lengths' product."""
    return 1 + len(body) // LENGTH + len(body) * plan.characters // PAIRS


async def sees(plan: Plan, haystack: str, body: str) -> bool:
    """Say whether a message's folded text is what a plan wants, and its text as it was typed, too."""
    pairs = 0
    for terms, is_wanted in ((plan.wanted, True), (plan.unwanted, False)):
        for term in terms:
            pairs += len(term) * len(haystack)
            if pairs > AT_A_STRETCH:
                pairs = 0
                await asyncio.sleep(0)
            if (term in haystack) != is_wanted:
                return False
    return all((pattern.search(body) is not None) == is_wanted for pattern, is_wanted in plan.patterns)
