"""How much is kept for one page that reads nothing, or acknowledges nothing: its number is bounded, and its bytes.

NiceGUI keeps a thousand messages, however long they are; what waits for a page is not bounded at all. A page that asks
for its longest draft again and again had 100 MB kept within seconds.
"""

from collections import deque
from collections.abc import Mapping
from typing import Any, Final

from nicegui.outbox import HistoryEntry

MOST: Final = 4 * 1024 * 1024  # bytes
LARGE: Final = 16 * 1024  # bytes: a thousand shorter ones are no more than a few pages
OVERHEAD: Final = 500  # bytes of a message beside its script
RELOAD: Final = "window.location.reload()"


def size_waiting(data: Mapping[str, Any]) -> int:
    """Return what a message that waits takes, of which only scripts can be long: what is shown is not kept twice."""
    return OVERHEAD + len(data.get("code") or "")


def forget_first(history: deque[HistoryEntry], large: Mapping[int, int], size: int) -> dict[int, int]:
    """Forget the first messages of a history as far as the large ones are too much, of which the last is new.

    A page that comes back and lacks one of them is loaded anew. ``large``: the number of each → its bytes; ``size``: of
    the last. Returns those that are left.
    """
    left = {number: known for number, known in large.items() if number >= history[0][0]}
    left[history[-1][0]] = size
    total = sum(left.values())
    while total > MOST and len(history) > 1:
        total -= left.pop(history.popleft()[0], 0)
    return left
