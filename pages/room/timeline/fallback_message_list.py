"""A room's conversation by NiceGUI's public means alone: an element for each chunk, in it one for each new message.

Used when NiceGUI's internals are not those that `pages/nicegui_patches/` knows. It shows the same and loses nothing,
but every page is described and encoded by itself.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from nicegui import background_tasks, ui

from pages.nicegui_patches.frames import Elements
from pages.room.timeline.change import Change
from pages.room.timeline.chunks import chunk_of
from pages.room.timeline.element_ids import CHUNK_BIT, ElementIds
from pages.room.timeline.rendered_room import RenderedRoom
from pages.room.timeline.window import OnPosted, Window

SETTLED = 0.5  # seconds after which a page that came back has been sent again what it had missed


class FallbackMessageList(ui.element):
    """One page's messages of a room. ``on_window``: called when old chunks are removed."""

    def __init__(self, rendered_room: RenderedRoom, on_posted: OnPosted, on_window: Callable[[], None]) -> None:
        super().__init__("div")
        self._rendered_room = rendered_room
        self._on_posted, self._on_window = on_posted, on_window
        self.window = Window()
        self._is_open = False
        self._elements: dict[int, ui.element] = {}  # shared id → the chunk or row here
        self._chunks: list[int] = []  # those shown, in order

    def show_range(self, low: int, high: int | None = None) -> None:
        """Show these chunks, which are held, and no others; without ``high`` up to the newest and beyond."""
        before = set(self.window.chunks if self._is_open else ())
        self.window.show_range(low, high, self._rendered_room.top)
        for index in before - set(self.window.chunks):
            self._forget(index)
        for index in self.window.chunks:
            if index not in before:
                self._apply(self._rendered_room.since(0, index, index))
        if not self._is_open:
            self._is_open = True
            self._rendered_room.join(self)
            self.client.on_connect(self._resend_later)

    def rest(self, *, is_wanted: bool) -> None:
        """Go on as before: what comes is described for each page anyway."""

    def close(self) -> None:
        """Show no more changes. Closing twice is no error."""
        self._rendered_room.readers.leave(self)
        self._rendered_room.leave(self)
        with suppress(ValueError):  # closed before
            self.client.connect_handlers.remove(self._resend_later)

    def covers(self, chunk: int) -> bool:
        """Say whether the page shows this chunk."""
        return self.window.low <= chunk <= self.window.high

    def part(self) -> None:
        """Go on as before: pages are not told together."""

    def show(self, change: Change) -> None:
        """Show a change."""
        if self.is_deleted:
            self.close()
            return
        window, told_up_to = self.window, self.window.high
        if window.low <= change.highest and change.lowest <= window.high:
            self._apply(self._rendered_room.since(change.before, window.low, window.high))
        if change.top > window.newest and (gone := window.advance(change.top)):
            for index in gone:
                self._forget(index)
            self._on_window()
        for index in [index for index in window.chunks if index > told_up_to]:  # there was no space for so many
            self._apply(self._rendered_room.since(0, index, index))
        if change.posted:
            self._on_posted(change.posted)

    def _apply(self, elements: Elements) -> None:
        for identifier, description in elements.items():
            if description is None:
                self._remove(identifier)
            elif (html := description.get("props", {}).get("innerHTML")) is None:
                self._chunk(identifier, "")
            elif self._rendered_room.ids.is_chunk(identifier):
                self._chunk(identifier, html)
            else:
                self._row(identifier, html)

    def _chunk(self, identifier: int, html: str) -> None:
        """Show a chunk: frozen as one string, else as a container for its rows."""
        index = sum(known < identifier for known in self._chunks)
        old = self._elements.get(identifier)
        if html and isinstance(old, ui.html):
            old.set_content(html)
            return
        if not html and old is not None and not isinstance(old, ui.html):
            return
        self._remove(identifier)
        with self:
            element = ui.html(html, sanitize=False) if html else ui.element("div")
        if html:
            element.props["aria-live"] = "off"
        element.move(target_index=index)
        self._elements[identifier] = element
        self._chunks.insert(index, identifier)

    def _row(self, identifier: int, html: str) -> None:
        row = self._elements.get(identifier)
        if isinstance(row, ui.html) and not row.is_deleted:
            row.set_content(html)
            return
        chunk = _chunk_of_row(self._rendered_room.ids, identifier)
        box = self._elements[chunk]
        with box:
            row = ui.html(html, sanitize=False)
        after = [
            known for known in self._elements if known > identifier and not self._rendered_room.ids.is_chunk(known)
        ]
        if any(
            _chunk_of_row(self._rendered_room.ids, known) == chunk for known in after
        ):  # it was edited, and comes late
            before = [known for known in self._elements if _chunk_of_row(self._rendered_room.ids, known) == chunk]
            row.move(target_index=sum(known < identifier for known in before))
        self._elements[identifier] = row

    def _forget(self, index: int) -> None:
        """Remove a chunk."""
        for identifier in self._rendered_room.ids.rows(index):
            self._elements.pop(identifier, None)
        self._remove(self._rendered_room.ids.chunk(index))

    def _remove(self, identifier: int) -> None:
        element = self._elements.pop(identifier, None)
        if element is not None and not element.is_deleted:
            element.delete()
        if identifier in self._chunks:
            self._chunks.remove(identifier)

    def _handle_delete(self) -> None:
        self.close()
        super()._handle_delete()

    def _resend_later(self) -> None:
        """Send everything once more: after a reconnect NiceGUI sends what is new before what was lost."""

        async def later() -> None:
            await asyncio.sleep(SETTLED)
            if not self.is_deleted:
                for element in (self, *self.descendants()):
                    element.update()

        background_tasks.create(later(), name="conversation is sent again", context=self.client)


def _chunk_of_row(ids: ElementIds, identifier: int) -> int:
    """Return the id of the chunk a row is in; 0 for a chunk itself."""
    return 0 if ids.is_chunk(identifier) else ids.chunk(chunk_of(identifier & ((1 << CHUNK_BIT) - 1)))
