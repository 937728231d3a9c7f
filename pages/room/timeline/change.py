"""What the pages of a room are to show next, and what such a page is to whoever tells it."""

from dataclasses import dataclass
from typing import Any, Protocol

from pages.nicegui_patches.frames import Elements
from pages.room.timeline.new_messages import NewMessages


@dataclass(slots=True, eq=False)
class Change:
    """What pages that have version ``before`` lack of ``version``: in the chunks from ``lowest`` to ``highest``.

    ``top``: the chunk of the newest message. ``posted``: new messages. ``frame``: the bytes for all pages, once a page
    has asked for them.
    """

    before: int
    version: int
    lowest: int
    highest: int
    top: int
    elements: Elements
    posted: NewMessages
    frame: Any = None


class PageView(Protocol):
    """One open page of the room."""

    def show(self, change: Change) -> None:
        """Bring a change to the browser, now or when it can take it."""

    def covers(self, chunk: int) -> bool:
        """Say whether the page shows this chunk."""
