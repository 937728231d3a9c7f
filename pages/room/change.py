"""What the pages of a room are to show next, and what such a page is to whoever tells it."""

from collections.abc import Sequence
from typing import Any, Protocol

from pages.nicegui_patches.frames import Elements
from pages.room.new_messages import NewMessages


class Change:
    """What pages that have version ``before`` lack of ``version``."""

    __slots__ = ("before", "elements", "frame", "highest", "lowest", "posted", "top", "version")

    def __init__(
        self, before: int, version: int, touched: Sequence[int], top: int, elements: Elements, posted: NewMessages
    ) -> None:
        self.before, self.version = before, version
        self.lowest, self.highest = (touched[0], touched[-1]) if touched else (top, top)  # chunks
        self.top = top  # the chunk of the newest message
        self.elements = elements
        self.posted = posted  # new messages
        self.frame: Any = None  # the bytes for all pages, once a page has asked for them


class PageView(Protocol):
    """One open page of the room."""

    def show(self, change: Change) -> None:
        """Bring a change to the browser, now or when it can take it."""

    def covers(self, chunk: int) -> bool:
        """Say whether the page shows this chunk."""
