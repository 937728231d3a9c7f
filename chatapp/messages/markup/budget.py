"""What a message's marks may cost. When it is used up, the rest of the message is text, and seen as it was typed.

The cost is counted, not measured, so that the same text always looks the same. A unit is about a microsecond.
"""

from collections.abc import MutableMapping
from typing import Any, Final

BUDGET: Final = 8_000
BLOCK: Final = 35  # a paragraph, a quote, code
ITEM: Final = 20  # of a list, beside its paragraph
CELL: Final = 18
LINE: Final = 12  # that may begin a block
COLOURS: Final = 6  # of a character of code
CODE: Final = 6  # within a line
LINK: Final = 60
ATTEMPT: Final = 20  # to find a link
NOTE: Final = 20  # about a link, or a control spelled out
MARK: Final = 16  # that may begin or end emphasis
STOP: Final = 5  # a character that may be any of these

_LEFT: Final = "budget left"  # the key in a message's environment


def spend(env: MutableMapping[str, Any], cost: int) -> bool:
    """Take a cost from a message's budget; says whether there was enough of it. Otherwise nothing is left."""
    left: int = env.get(_LEFT, BUDGET)
    env[_LEFT] = left - cost if left >= cost else 0
    return left >= cost


def is_spent(env: MutableMapping[str, Any]) -> bool:
    """Say whether a message's budget is used up."""
    return bool(env.get(_LEFT, BUDGET) == 0)
