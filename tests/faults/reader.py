"""An open page whose reader sits at the end of a room; it comes back by itself, as a browser does."""

import asyncio
import re
from html import unescape
from typing import Any

import httpx

from tests.faults.verdict import Line
from tests.support.browser.element_tree import ROW
from tests.support.browser.page_client import PageClient, Refused

SHOWN = re.compile(r'data-number="(\d+)" data-author="[^"]*" data-key="([^"]*)".*?<div class="body">(.*?)</div>', re.S)
TAG = re.compile(r"<[^>]*>")


class ReaderPage(PageClient):
    """``room``: its uuid, by ``path``. ``came``: when each message was there first, by its number (loop time)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.came: dict[int, float] = {}
        self._is_new = True

    @property
    def room(self) -> str:
        """The room's uuid."""
        return self.path.rpartition("/")[2]

    def shown(self) -> list[Line]:
        """Return every message that the page shows, from the top."""
        found = SHOWN.findall(self.html())
        return [Line(int(number), unescape(key), unescape(TAG.sub("", body)).strip()) for number, key, body in found]

    async def get(self) -> httpx.Response:
        """Load the page; what is further up than it opens is there as well: a reader scrolls."""
        response = await super().get()
        self._is_new = True
        now = asyncio.get_running_loop().time()
        for number in range(1, max((number for number, _ in self.rows()), default=0) + 1):
            self.came.setdefault(number, now)
        return response

    async def connect(self, **query: str) -> None:
        """Connect, and tell what a browser tells: that the page can be seen, and, after it was loaded, its end too."""
        await super().connect(**query)
        if not self._is_whole():
            return  # "back in a moment": it tries again by itself
        await self.tell("activity", True, True)
        if self._is_new:
            self._is_new = False
            await self.tell("newest", self.room)
            last = max((number for number, _ in self.rows()), default=0)
            if last:
                await self.tell("seen", self.room, last, last, True)

    def _is_whole(self) -> bool:
        return any(event["type"] == "told" for event in self.elements["0"]["events"])

    def update(self, elements: dict[str, dict[str, Any] | None]) -> None:
        """Take in an `update` frame, and note which messages it brings."""
        super().update(elements)
        now = asyncio.get_running_loop().time()
        for element in elements.values():
            for number, _ in ROW.findall(str(element and element.get("props", {}).get("innerHTML", ""))):
                self.came.setdefault(int(number), now)

    async def scroll_up(self) -> None:
        """Ask for one chunk before those shown, if the room does not begin with them; what comes, comes."""
        rows = self.rows()
        if rows and rows[0][0] > 1 and self.is_ready.is_set():
            try:
                await self.tell("earlier", self.room)
            except (LookupError, OSError, Refused):
                return
