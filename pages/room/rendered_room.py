"""What the open pages of one room show, once for all of them: rows of safe HTML in chapters of fifty.

The newest chapters hold an element for each message, so that a new message is one small change; the older ones are
folded: one string, one element. The board holds whole chapters and only those that some page shows, and the newest two.

**Nothing falls between reading and hearing.** Whoever reads chapters first says so (`expecting`): from then on every
change of them is kept, and laid over what was read. A chapter that is held hears of all its changes itself.
"""

import asyncio
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import Any, Protocol, Self
from uuid import UUID

import structlog

from chatapp.events import MessageView
from chatapp.messages.history import AT_MOST, MessagePage
from chatapp.realtime.authors import people_in
from chatapp.realtime.renderer import ReadBetween
from chatapp.realtime.room_feed import RoomFeed
from pages.nicegui_patches.frames import Elements
from pages.room import message_html
from pages.room.chunks import (
    CHUNK_SIZE,
    Chunk,
    Ids,
    Row,
    chunk_of,
)
from pages.room.pending_read import PendingRead, runs

log = structlog.get_logger(__name__)

OPEN_CHUNKS = 2  # chapters whose messages are elements of their own
TOGETHER = 0.01  # seconds within which changes are shown in one frame
AT_ONCE = 100  # changes that are shown without waiting for more


class Change:
    """What all pages are to show next: from the board's ``before`` to its ``version``."""

    __slots__ = ("before", "elements", "frame", "highest", "lowest", "news", "top", "version")

    def __init__(self, version: int, touched: list[int], top: int, elements: Elements, news: list[MessageView]) -> None:
        self.before, self.version = version - 1, version
        self.lowest, self.highest = (touched[0], touched[-1]) if touched else (top, top)  # chapters
        self.top = top  # the chapter of the newest message
        self.elements = elements
        self.news = news  # messages that were posted
        self.frame: Any = None  # what the fan-out has made of it, for all pages


class Reader(Protocol):
    """One open page of the room."""

    def show(self, change: Change) -> None:
        """Bring a change to the browser, now or when it can take it."""

    def covers(self, chunk: int) -> bool:
        """Say whether the page shows this chapter."""


class RenderedRoom:
    """One room's conversation as far as any page shows it: the `RoomRenderer` that the pages give to the feeds."""

    def __init__(self) -> None:
        self.ids = Ids()
        self._chunks: dict[int, Chunk] = {}
        self._readers: dict[Reader, None] = {}
        self._loads: list[PendingRead] = []
        self._news: list[MessageView] = []
        self._heard = 0  # the newest message that pages have been told of
        self._waiting = 0
        self._timer: asyncio.Handle | None = None
        self._flushed_at = 0.0
        self._is_started = self._has_grown = False
        self.version = 1
        self.last = 0  # the newest message's number, as far as is known

    @classmethod
    def of(cls, feed: RoomFeed) -> Self:
        """Return the room's shared renderer.

        Raises:
            TypeError: the feeds were given another renderer than this.
        """
        if not isinstance(renderer := feed.renderer, cls):
            raise TypeError(f"the feeds make {type(renderer).__name__}, not {cls.__name__}")
        return renderer

    # ------------------------------------------------------------------ what is shown

    @property
    def top(self) -> int:
        """The chapter of the newest message."""
        return chunk_of(self.last)

    def holds(self, low: int, high: int | None = None) -> bool:
        """Say whether all of these chapters are here, without ``high`` up to the newest."""
        last = self.top if high is None else high
        return low <= last and all(index in self._chunks for index in range(low, last + 1))

    def html(self, low: int, high: int) -> str:
        """Return the rows of a stretch of chapters, in order."""
        return "".join(self._chunks[index].html for index in range(low, high + 1) if index in self._chunks)

    def since(self, version: int, low: int, high: int, anew: Iterable[int] = ()) -> Elements:
        """Return all that differs from what the board showed at ``version``, in these chapters; ``anew`` whole."""
        found: Elements = {}
        for index in range(low, min(high, self.top) + 1):
            if (chunk := self._chunks.get(index)) is not None:
                found |= chunk.describe(self.ids, index, 0 if index in anew else version, chunk.rows)
        return found

    def is_unfrozen(self, index: int, version: int) -> bool:
        """Say whether at ``version`` a chapter's messages were elements of their own."""
        chunk = self._chunks.get(index)
        return chunk is not None and not 0 < chunk.frozen_at <= version

    # ------------------------------------------------------------------ what changes

    def join(self, reader: Reader) -> None:
        """Show a page everything from now on."""
        self._readers[reader] = None

    def leave(self, reader: Reader) -> None:
        """Show a page nothing more. Leaving twice is no error."""
        self._readers.pop(reader, None)
        if not self._readers and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    @contextmanager
    def expecting(self, low: int, high: int | None) -> Iterator[PendingRead]:
        """Keep these chapters, and what happens to them, while they are being read; without ``high`` to the newest."""
        load = PendingRead(low, high)
        self._loads.append(load)
        try:
            yield load
        finally:
            self._loads.remove(load)

    def apply(self, message: MessageView) -> None:
        """Show a posted, edited or deleted message; a former state of what is shown is dropped."""
        self._reach(message.number)
        for load in self._loads:
            load.keep(message)
        chunk = self._chunks.get(chunk_of(message.number))
        is_shown = chunk is not None and self._put(chunk, message)
        if self._is_news(message) or is_shown:
            self._flush_soon()

    async def prepare(self, load: PendingRead, message_page: MessagePage) -> bool:
        """Render what `merge` is to take in, letting others have their turns; says whether it did let them."""
        has_paused = False
        while fresh := [m for m in load.unrendered(message_page.messages) if chunk_of(m.number) not in self._chunks]:
            has_paused |= await load.render(fresh, message_html.render)
        return has_paused

    def merge(self, load: PendingRead, message_page: MessagePage) -> None:
        """Take in whole chapters that were read while they were expected, and had better been prepared."""
        self._reach(max(message_page.last_number, message_page.messages[-1].number if message_page.messages else 0))
        if not self._is_started:
            self._is_started, self._heard = True, self.last
        high = self.top if load.high is None else load.high
        fresh = [index for index in range(load.low, high + 1) if index not in self._chunks]
        for index in fresh:
            self._open(index, self.version)  # no page has it: none is to be told
        for message in load.merged(message_page.messages):
            index = chunk_of(message.number)
            if index in fresh:
                html = load.html_of(message) or message_html.render(message)
                self._chunks[index].put(Row(message, html, self.version))
            elif self._put(self._chunks[index], message, is_read=True):
                self._is_news(message)
        if self._waiting or self._has_grown:
            self._flush_soon(at_once=False)  # whoever merges is about to show it

    def shown(self) -> Iterator[MessageView]:
        """Return all messages that are held, as they are shown."""
        return (row.view for chunk in self._chunks.values() for row in chunk.rows.values())

    async def refresh_authors(self, people: AbstractSet[UUID], read: ReadBetween) -> None:
        """Read again the chapters in which these people appear; rows that differ are shown as they are now."""
        due = [
            index
            for index, chunk in sorted(self._chunks.items())
            if people & people_in(row.view for row in chunk.rows.values())
        ]
        with ExitStack() as stack:  # none of them goes before its turn
            for load in [stack.enter_context(self.expecting(*run)) for run in runs(due, AT_MOST // CHUNK_SIZE)]:
                self.merge(load, await read(load.low * CHUNK_SIZE, ((load.high or 0) + 1) * CHUNK_SIZE + 1))
        self.tidy()

    def tidy(self) -> None:
        """Let go of chapters that nobody shows or is about to."""
        for index in list(self._chunks):
            is_wanted = index > self.top - OPEN_CHUNKS or any(load.covers(index) for load in self._loads)
            if not is_wanted and not any(reader.covers(index) for reader in self._readers):
                del self._chunks[index]

    def _reach(self, number: int) -> None:
        """Learn of a message's number; if the newest chapter is here, those that follow it begin."""
        if number <= self.last:
            return
        if self.top in self._chunks:
            for index in range(self.top + 1, chunk_of(number) + 1):  # the feed brings all that belongs in them
                self._open(index, self.version + 1)
                self._chunks[index].touched.add(0)
                self._has_grown = True
        self.last = number

    def _open(self, index: int, version: int) -> None:
        self._chunks[index] = Chunk(version, is_frozen=index <= self.top - OPEN_CHUNKS)

    def _put(self, chunk: Chunk, message: MessageView, *, is_read: bool = False) -> bool:
        """Note a row as it is now; says whether that is another than before.

        At the same revision what was read stands: names and pictures may have changed since it was told.
        """
        row = chunk.rows.get(message.number)
        if row is not None and (message.revision < row.view.revision + (not is_read) or message == row.view):
            return False
        chunk.put(Row(message, message_html.render(message), self.version + 1))
        chunk.touched.add(message.number)
        self._waiting += 1
        return True

    def _is_news(self, message: MessageView) -> bool:
        if message.number <= self._heard:
            return False
        self._heard = message.number
        self._news.append(message)
        return True

    def _fold(self) -> None:
        for index, chunk in self._chunks.items():
            if not chunk.frozen_at and index <= self.top - OPEN_CHUNKS:
                chunk.fold(self.version + 1)

    # ------------------------------------------------------------------ when it is shown

    def _flush_soon(self, *, at_once: bool = True) -> None:
        if at_once and self._waiting >= AT_ONCE:
            self.flush()
        elif self._timer is None:
            loop = asyncio.get_running_loop()
            pause = self._flushed_at + TOGETHER - monotonic()
            self._timer = loop.call_later(pause, self.flush) if pause > 0 else loop.call_soon(self.flush)

    def flush(self) -> None:
        """Show what has changed, now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._fold()
        touched = sorted(index for index, chunk in self._chunks.items() if chunk.touched)
        if touched or self._news:
            self.version += 1
            change = self._change(touched)
            for reader in list(self._readers):
                self._show(reader, change)
            if self._has_grown:
                self._has_grown = False
                self.tidy()
        self._waiting, self._flushed_at = 0, monotonic()

    def _show(self, reader: Reader, change: Change) -> None:
        try:
            reader.show(change)
        except Exception:  # the others are to see it all the same
            log.exception("a page failed to show a change", version=change.version)

    def _change(self, touched: list[int]) -> Change:
        elements: Elements = {}
        for index in touched:
            chunk = self._chunks[index]
            elements |= chunk.describe(self.ids, index, self.version - 1, chunk.touched)
            chunk.touched.clear()
        news, self._news = self._news, []
        return Change(self.version, touched, self.top, elements, news)
