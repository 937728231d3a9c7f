"""What the pages of a room are to show next, and what such a page is to whoever tells it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

from pages.nicegui_patches.frames import Elements
from pages.room.timeline.new_messages import NewMessages


@dataclass(slots=True, eq=False)
class Change:
    """What pages that have version ``before`` lack of ``version``: in the chunks from ``lowest`` to ``highest``.

    ``top``: the chunk of the newest message. ``posted``: new messages. ``frame``: the bytes for all pages, once a page
    has asked for them; ``cuts``: those for pages that show only a part of the chunks, by their first and last one.
    """

    before: int
    version: int
    lowest: int
    highest: int
    top: int
    elements: Elements
    posted: NewMessages
    frame: Any = None
    cuts: dict[tuple[int, int], Any] | None = None

    def cut(self, low: int, high: int, make: Callable[[int, int, int], Any]) -> Any:
        """Return what there is of it in these chunks, made once for all pages that show no others of its chunks.

        ``make``: called with ``before`` and the chunks, while the room has this version.
        """
        if self.cuts is None:
            self.cuts = {}
        if (low, high) not in self.cuts:
            self.cuts[low, high] = make(self.before, low, high)
        return self.cuts[low, high]

    def emptied(self) -> Self:
        """Return where it was and what was posted, without what is shown of it."""
        return replace(self, elements={}, frame=None, cuts=None)


class PageView(Protocol):
    """One open page of the room."""

    def show(self, change: Change) -> None:
        """Bring a change to the browser, now or when it can take it."""

    def covers(self, chunk: int) -> bool:
        """Say whether the page shows this chunk."""
