"""A room's conversation by NiceGUI's public means alone: an element for each chapter, in it one for each new message.

Used when NiceGUI's internals are not those that `pages/nicegui_patches/` knows. It shows the same and loses nothing,
but every page is described and encoded by itself.
"""

import asyncio
from collections.abc import Callable

from nicegui import background_tasks, ui

from pages.nicegui_patches.frames import Elements
from pages.room.rendered_room import Board, Change
from pages.room.window import OnNews, Window

SETTLED = 0.5  # seconds after which a page that came back has been sent again what it had missed


class PlainTape(ui.element):
    """One page's view of a board."""

    def __init__(self, board: Board, on_news: OnNews, on_window: Callable[[], None]) -> None:
        super().__init__("div")
        self._board = board
        self._on_news, self._on_window = on_news, on_window
        self.window = Window()
        self._is_open = False
        self._elements: dict[int, ui.element] = {}  # the board's id → the chapter or row here
        self._chapters: list[int] = []  # those shown, in order

    def place(self, low: int, high: int | None = None) -> None:
        """Show these chapters, which the board holds, and no others; without ``high`` up to the newest and beyond."""
        before = set(self.window.chapters if self._is_open else ())
        self.window.place(low, high, self._board.top)
        for index in before - set(self.window.chapters):
            self._forget(index)
        for index in self.window.chapters:
            if index not in before:
                self._take(self._board.since(0, index, index))
        if not self._is_open:
            self._is_open = True
            self._board.join(self)
            self.client.on_connect(self._again)
            self.client.on_delete(self.close)

    def close(self) -> None:
        """Show nothing more. Closing twice is no error."""
        self._board.leave(self)

    def covers(self, chapter: int) -> bool:
        """Say whether the page shows this chapter."""
        return self.window.low <= chapter <= self.window.high

    def show(self, change: Change) -> None:
        """Show a change."""
        if self.is_deleted:
            self.close()
            return
        window = self.window
        if window.low <= change.highest and change.lowest <= window.high:
            self._take(self._board.since(change.before, window.low, window.high))
        if change.top > window.newest and (gone := window.advance(change.top)):
            for index in gone:
                self._forget(index)
            self._on_window()
        if change.news:
            self._on_news(change.news)

    def _take(self, elements: Elements) -> None:
        for identifier, description in elements.items():
            if description is None:
                self._remove(identifier)
            elif (html := description.get("props", {}).get("innerHTML")) is None:
                self._chapter(identifier, "")
            elif self._board.ids.is_chapter(identifier):
                self._chapter(identifier, html)
            else:
                self._row(identifier, html)

    def _chapter(self, identifier: int, html: str) -> None:
        """Show a chapter: folded with its rows as one string, else as a box for them."""
        place = sum(known < identifier for known in self._chapters)
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
        element.move(target_index=place)
        self._elements[identifier] = element
        self._chapters.insert(place, identifier)

    def _row(self, identifier: int, html: str) -> None:
        row = self._elements.get(identifier)
        if isinstance(row, ui.html) and not row.is_deleted:
            row.set_content(html)
            return
        chapter = self._board.ids.chapter_of_row(identifier)
        box = self._elements[chapter]
        with box:
            row = ui.html(html, sanitize=False)
        after = [known for known in self._elements if known > identifier and not self._board.ids.is_chapter(known)]
        if any(self._board.ids.chapter_of_row(known) == chapter for known in after):  # it was edited, and comes late
            before = [known for known in self._elements if self._board.ids.chapter_of_row(known) == chapter]
            row.move(target_index=sum(known < identifier for known in before))
        self._elements[identifier] = row

    def _forget(self, index: int) -> None:
        """Show a chapter no more."""
        for identifier in self._board.ids.rows(index):
            self._elements.pop(identifier, None)
        self._remove(self._board.ids.chapter(index))

    def _remove(self, identifier: int) -> None:
        element = self._elements.pop(identifier, None)
        if element is not None and not element.is_deleted:
            element.delete()
        if identifier in self._chapters:
            self._chapters.remove(identifier)

    def _again(self) -> None:
        """After a cut NiceGUI sends what is new before what was lost; so what is shown is sent once more."""

        async def later() -> None:
            await asyncio.sleep(SETTLED)
            if not self.is_deleted:
                for element in (self, *self.descendants()):
                    element.update()

        background_tasks.create(later(), name="conversation is sent again", context=self.client)
