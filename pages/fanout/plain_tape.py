"""A room's conversation by NiceGUI's public means alone: an element for each chapter, in it one for each new message.

It takes over when NiceGUI's inside is not as `pages/fanout.py` knows it. It shows the same and loses nothing, but every
page is described and encoded by itself.
"""

import asyncio
from collections.abc import Callable

from nicegui import background_tasks, ui

from pages.board import Board, Change, Elements
from pages.fanout.window import OnNews, Window

SETTLED = 0.5  # seconds after which a page that came back has been sent again what it had missed


class PlainTape(ui.element):
    """One page's view of a board."""

    def __init__(self, board: Board, on_news: OnNews, on_window: Callable[[], None]) -> None:
        super().__init__("div")
        self._board = board
        self._on_news, self._on_window = on_news, on_window
        self.window = Window(board)
        self._elements: dict[int, ui.element] = {}  # the board's id → the chapter or row here
        self._chapters: list[int] = []  # those shown, in order

    def open(self) -> None:
        """Begin to show the board, from where the window begins."""
        self._board.join(self)
        self._take(self._board.since(0, self.window.low, self.window.high))
        self.client.on_connect(self._again)
        self.client.on_delete(self.close)

    def extend(self, chapters: range) -> None:
        """Show more chapters, of which the page has nothing yet."""
        if chapters:
            self._take(self._board.since(0, chapters.start, chapters.stop - 1))

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
        self._take(self._board.since(change.before, self.window.low, self.window.high))
        if change.top > self.window.newest and (gone := self.window.advance(change.top)):
            for chapter in gone:
                self._remove(self._board.chapter_id(chapter))
            self._on_window()
        if change.moved and self.window.low in change.moved:
            self._on_window()
        if change.news:
            self._on_news(change.news)

    def _take(self, elements: Elements) -> None:
        for identifier, description in elements.items():
            if description is None:
                self._remove(identifier)
            elif (html := description.get("props", {}).get("innerHTML")) is None:
                self._chapter(identifier, "")
            elif self._board.is_chapter(identifier):
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
        chapter = self._board.chapter_id_of_row(identifier)
        box = self._elements[chapter]
        with box:
            row = ui.html(html, sanitize=False)
        after = [known for known in self._elements if known > identifier and not self._board.is_chapter(known)]
        if any(self._board.chapter_id_of_row(known) == chapter for known in after):  # it was edited, and comes late
            before = [known for known in self._elements if self._board.chapter_id_of_row(known) == chapter]
            row.move(target_index=sum(known < identifier for known in before))
        self._elements[identifier] = row

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
