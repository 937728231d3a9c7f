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


class LargeMessages:
    """Those of a history that are large, by number and bytes: work for each new one, and none for those before it.

    A page that comes back and lacks a message that was forgotten is loaded anew.
    """

    __slots__ = ("_bytes", "_kept")

    def __init__(self) -> None:
        self._kept = deque[tuple[int, int]]()
        self._bytes = 0

    def __len__(self) -> int:
        """Return how many are known."""
        return len(self._kept)

    def add(self, history: deque[HistoryEntry], size: int) -> None:
        """Note the last message of the history, of so many bytes; forget the first ones as far as it is too much."""
        kept, first = self._kept, history[0][0]
        kept.append((history[-1][0], size))
        self._bytes += size
        while kept[0][0] < first:
            self._bytes -= kept.popleft()[1]
        while self._bytes > MOST and len(history) > 1:
            number, *_ = history.popleft()
            if kept[0][0] == number:
                self._bytes -= kept.popleft()[1]
