"""A list that may be long: searched, read a page at a time, and changed while it is shown."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, TypeVar

from nicegui import ui

from chatapp.callbacks import ignore
from chatapp.storage.paging import Page
from pages.components.elements import box, button
from pages.components.page_frame import PageFrame, refresh_if_gone

Item = TypeVar("Item")
Key = TypeVar("Key", str, int)
Drawn = TypeVar("Drawn", bound=ui.element)


class PagedList(Generic[Item, Key, Drawn]):
    """One page's list in ``container``; its button for more is added where the list is made.

    ``read(search, after)`` gives the page after a cursor, the first one after None. ``draw`` makes an item's element.
    ``key`` names an item. ``sort_key``, comparable with cursors, is needed only for `refresh_item`. ``on_change`` is
    called whenever other items are shown than before.
    """

    def __init__(
        self,
        frame: PageFrame,
        container: ui.element,
        *,
        read: Callable[[str, Key | None], Awaitable[Page[Item, Key]]],
        draw: Callable[[Item], Drawn],
        key: Callable[[Item], str],
        on_change: Callable[[], None],
        sort_key: Callable[[Item], Key] | None = None,
        more_label: str = "Show more",
    ) -> None:
        self._container = container
        self._read: Callable[[str, Key | None], Awaitable[Page[Item, Key]]] = read
        self._draw, self._key = draw, key
        self._sort_key: Callable[[Item], Key] | None = sort_key
        self._on_change = on_change
        self._is_closed = False
        self._shown: dict[str, tuple[Item, Drawn]] = {}
        self._next: Key | None = None
        self._turn = asyncio.Lock()
        self._started = 0  # readings from the first page on: one that another has overtaken is dropped
        self.search = ""
        with box("more"):
            show_more = frame.with_error_notices(refresh_if_gone(frame, self.show_more))
            self._more = button(more_label, show_more)
        frame.on_leaving_view(self._close)

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def items(self) -> list[Item]:
        """What is shown."""
        return [item for item, _ in self._shown.values()]

    @property
    def has_more(self) -> bool:
        """Whether other items follow the ones shown."""
        return self._next is not None

    @property
    def is_reading(self) -> bool:
        """Whether a page is being read."""
        return self._turn.locked()

    def get(self, key: str) -> Item | None:
        """Return an item that is shown."""
        return self._shown[key][0] if key in self._shown else None

    async def start(self, search: str | None = None) -> None:
        """Show the first page, if given of another search, instead of what is shown."""
        if search is not None:
            self.search = search
        await self._replace(at_least=1)

    async def reload(self) -> None:
        """Show at least as many items as before, as they are now."""
        await self._replace(at_least=len(self._shown))

    async def show_more(self) -> None:
        """Add the next page."""
        async with self._turn:
            if self._next is None or self._is_gone:
                return
            page = await self._read(self.search, self._next)
            if not self._is_gone:
                self._next = page.next
                self._add(page.items)

    def change(self, item: Item) -> Drawn | None:
        """Take over an item as it is now; returns its element, to be drawn again, if it is shown."""
        key = self._key(item)
        if key not in self._shown:
            return None
        self._shown[key] = (item, self._shown[key][1])
        return self._shown[key][1]

    def drop(self, *keys: str) -> None:
        """Remove items. Those that are not shown are ignored."""
        for key in keys:
            self._remove(key)
        self._changed()

    async def refresh_item(self, key: str, read_item: Callable[[], Awaitable[Item | None]]) -> None:
        """Show one item as it is now, in its place, or not at all if it is gone or beyond what is shown."""
        async with self._turn:
            item = await read_item()
            if self._is_gone:
                return
            self._remove(key)
            if item is not None and self._is_within(item):
                self._put(item)
            self._changed()

    async def _replace(self, at_least: int) -> None:
        self._started += 1
        started = self._started
        async with self._turn:
            items: list[Item] = []
            following: Key | None = None
            while started == self._started and not self._is_gone:
                page = await self._read(self.search, following)
                items, following = items + page.items, page.next
                if following is None or len(items) >= at_least:
                    break
            if started == self._started and not self._is_gone:
                for key in list(self._shown):
                    self._remove(key)
                self._next = following
                self._add(items)

    def _add(self, items: Iterable[Item]) -> None:
        for item in items:
            if self._key(item) not in self._shown:
                self._put(item)
        self._changed()

    def _put(self, item: Item) -> None:
        """Draw an item at its place if the list is sorted here, otherwise at the end."""
        with self._container:
            drawn = self._draw(item)
        if self._sort_key is not None:
            before = sum(self._sort_key(other) < self._sort_key(item) for other in self.items)
            if before < len(self._shown):
                drawn.move(target_index=before)
        self._shown[self._key(item)] = (item, drawn)

    def _is_within(self, item: Item) -> bool:
        return self._next is None or (self._sort_key is not None and self._sort_key(item) <= self._next)

    def _remove(self, key: str) -> None:
        if (known := self._shown.pop(key, None)) is not None:
            known[1].delete()

    def _close(self) -> None:
        """Show nothing more, and let go of whoever made this list: the two hold each other."""
        self._is_closed, self._on_change = True, ignore
        self._shown.clear()
        del self._read, self._draw

    @property
    def _is_gone(self) -> bool:
        return self._is_closed or self._container.is_deleted

    def _changed(self) -> None:
        self._more.set_visibility(self.has_more)
        self._on_change()
