"""What the pages of a room are to show next, and what such a page is to whoever tells it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, Self

from pages.nicegui_patches.frames import Elements, shared_frame
from pages.room.timeline.new_messages import NewMessages


@dataclass(slots=True, eq=False)
class Change:
    """What pages that have version ``before`` lack of ``version``: in the chunks from ``lowest`` to ``highest``.

    ``top``: the chunk of the newest message. ``posted``: new messages. ``frame``: see `whole`; ``cuts``: the frames for
    pages that show only a part of the chunks, by their first and last one.
    """

    before: int
    version: int
    lowest: int
    highest: int
    top: int
    elements: Elements
    posted: NewMessages
    frame: bytes = b""
    cuts: dict[tuple[int, int], bytes] | None = None

    @property
    def whole(self) -> bytes:
        """The frame of all of it, encoded for the first page that asks for it."""
        if not self.frame:
            self.frame = shared_frame(self.elements)
        return self.frame

    def cut(self, low: int, high: int, make: Callable[[int, int, int], bytes]) -> bytes:
        """Return the frame of these chunks, made once for all pages that show no others of its chunks.

        ``make``: called with ``before`` and the chunks, while the room has this version; empty if there is nothing.
        """
        if self.cuts is None:
            self.cuts = {}
        if (low, high) not in self.cuts:
            self.cuts[low, high] = make(self.before, low, high)
        return self.cuts[low, high]

    def emptied(self) -> Self:
        """Return where it was and what was posted, without what is shown of it."""
        return replace(self, elements={}, frame=b"", cuts=None)


class PageView(Protocol):
    """One open page of the room."""

    def show(self, change: Change) -> None:
        """Bring a change to the browser, now or when it can take it."""

    def covers(self, chunk: int) -> bool:
        """Say whether the page shows this chunk."""
