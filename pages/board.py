"""What the open pages of one room show, once for all of them: rows of safe HTML in chapters of fifty.

A chapter is one element. The newest ones hold an element for each message, so that a new message is one small change;
once two are full the older is folded: one string, one element. Every element's id follows from the room and the
message's number, so it is the same on every page, and the order of the elements is the order of reading.
"""

import asyncio
import math
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from time import monotonic
from typing import Any, Protocol

from chatapp.events import MessageView

CHAPTER = 50  # messages
OPEN_CHAPTERS = 2  # chapters whose messages are elements of their own
TOGETHER = 0.01  # seconds within which changes are shown in one frame
AT_ONCE = 100  # changes that are shown without waiting for more
REMEMBERED = 600  # changes of messages nobody shows, for older history that is on its way with their former text
ROOM_BITS, CHAPTER_BIT = 32, 31  # an id: the room's turn, whether it is a chapter, its number

Elements = dict[int, dict[str, Any] | None]  # element id → how NiceGUI describes it, or None when it goes
_turns = count(1)


class Change:
    """What all pages are to show next: from the board's ``before`` to its ``version``."""

    __slots__ = ("before", "elements", "frame", "lowest", "moved", "news", "top", "version")

    def __init__(self, version: int, lowest: int, top: int, elements: Elements, news: list[MessageView]) -> None:
        self.before, self.version = version - 1, version
        self.lowest, self.top = lowest, top  # the lowest chapter that changed, the board's last
        self.elements = elements
        self.news = news
        self.moved: set[int] = set()  # chapters that begin earlier than before
        self.frame: Any = None  # what the fan-out has made of it, for all pages


class Reader(Protocol):
    """One open page of the room."""

    def show(self, change: Change) -> None:
        """Bring a change to the browser, now or when it can take it."""

    def covers(self, chapter: int) -> bool:
        """Say whether the page shows this chapter."""


class _Row:
    __slots__ = ("html", "version", "view")

    def __init__(self, view: MessageView, html: str, version: int) -> None:
        self.view, self.html, self.version = view, html, version


class _Chapter:
    __slots__ = ("folded_at", "made_at", "rows", "start", "touched", "version")

    def __init__(self, start: int, version: int) -> None:
        self.start = start  # the lowest number that is known; from there on there are no holes for long
        self.rows: dict[int, _Row] = {}
        self.made_at = self.version = version
        self.folded_at = 0
        self.touched: set[int] = set()


class Board:
    """One room's conversation as far as any page shows it. ``render``: a message's row as safe HTML."""

    def __init__(self, render: Callable[[MessageView], str]) -> None:
        self._render = render
        self._base = next(_turns) << ROOM_BITS
        self._chapters: dict[int, _Chapter] = {}
        self._readers: dict[Reader, None] = {}
        self._elsewhere: dict[int, MessageView] = {}
        self._early: list[MessageView] | None = []  # before anything was read it is not known where to begin
        self._news: list[MessageView] = []
        self._moved: set[int] = set()
        self._waiting = 0
        self._timer: asyncio.Handle | None = None
        self._flushed_at = 0.0
        self.version = 1
        self.last = 0  # the newest message's number

    # ------------------------------------------------------------------ what is shown

    @property
    def top(self) -> int:
        """The chapter of the newest message."""
        return chapter_of(max(self.last, 1))

    def start_of(self, chapter: int) -> int:
        """Return the lowest number known of a chapter."""
        found = self._chapters.get(chapter)
        return found.start if found else chapter * CHAPTER + 1

    def chapter_id(self, chapter: int) -> int:
        """Return the id of a chapter's element."""
        return self._base | (1 << CHAPTER_BIT) | chapter

    def is_chapter(self, identifier: int) -> bool:
        """Say whether an element's id is a chapter's."""
        return bool(identifier >> CHAPTER_BIT & 1)

    def chapter_id_of_row(self, identifier: int) -> int:
        """Return the id of the chapter a row's element stands in; that of a chapter for itself is none of them."""
        if self.is_chapter(identifier):
            return 0
        return self.chapter_id(chapter_of(identifier & ((1 << CHAPTER_BIT) - 1)))

    def html(self, low: int, high: int) -> str:
        """Return the rows of a stretch of chapters, in order."""
        chapters = (self._chapters[index] for index in range(low, high + 1) if index in self._chapters)
        return "".join(_joined(chapter) for chapter in chapters)

    def since(self, version: int, low: int, high: int, anew: Iterable[int] = ()) -> Elements:
        """Return all that differs from what the board showed at ``version``, in these chapters; ``anew`` whole."""
        found: Elements = {}
        for index in range(low, min(high, self.top) + 1):
            if (chapter := self._chapters.get(index)) is not None:
                self._describe(found, index, chapter, 0 if index in anew else version, chapter.rows)
        return found

    def _describe(self, found: Elements, index: int, chapter: _Chapter, since: int, numbers: Iterable[int]) -> None:
        """Add what has changed of a chapter after version ``since``, of its rows only these."""
        if chapter.folded_at:
            if chapter.version > since:
                found[self.chapter_id(index)] = _folded(chapter)
            if chapter.folded_at > since:
                found.update(dict.fromkeys(self._row_ids(index)))
            return
        if chapter.made_at > since:
            found[self.chapter_id(index)] = {"tag": "div", "children": list(self._row_ids(index))}
        for number in sorted(numbers):
            if (row := chapter.rows[number]).version > since:
                found[self._base | number] = {"tag": "div", "props": {"innerHTML": row.html}}

    def _row_ids(self, index: int) -> range:
        first = self._base | (index * CHAPTER + 1)
        return range(first, first + CHAPTER)

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

    def take(self, message: MessageView) -> None:
        """Show a posted, edited or deleted message; a former state of what is shown is dropped."""
        if self._early is not None:
            self._early.append(message)
            return
        index = chapter_of(message.number)
        chapter = self._chapters.get(index)
        if message.number > self.last:
            if chapter is None:
                chapter = self._open(index, index * CHAPTER + 1)
            self.last = message.number
            self._news.append(message)
        elif chapter is None and self._is_hole(index):
            chapter = self._open(index, index * CHAPTER + 1)
        if chapter is None or message.number < chapter.start:
            self._keep(message)
        elif self._put(chapter, message):
            self._flush_soon()

    def merge(self, messages: Sequence[MessageView]) -> None:
        """Take in a stretch of history without holes, oldest first; what is known already stays as new as it is."""
        low, high = (messages[0].number, messages[-1].number) if messages else (1, 0)
        changed = False
        for message in messages:
            message = self._newest(message)
            index = chapter_of(message.number)
            if (chapter := self._chapters.get(index)) is None:
                chapter = self._open(index, max(low, index * CHAPTER + 1))
            if message.number < chapter.start:
                if high < chapter.start - 1:
                    continue  # a hole would be between
                chapter.start = max(low, index * CHAPTER + 1)
                self._moved.add(index)
            changed |= self._put(chapter, message)
        self.last = max(self.last, high)
        early, self._early = self._early or [], None
        for message in early:
            self.take(message)
        self._fold()
        if changed:
            self._flush_soon(at_most=math.inf)  # not now: whoever merges is about to show it

    def _newest(self, message: MessageView) -> MessageView:
        kept = self._elsewhere.pop(message.number, message)
        return kept if kept.revision > message.revision else message

    def _keep(self, message: MessageView) -> None:
        self._elsewhere[message.number] = message
        while len(self._elsewhere) > REMEMBERED:
            del self._elsewhere[next(iter(self._elsewhere))]

    def _is_hole(self, index: int) -> bool:
        """Say whether a missing chapter lies among those shown live: its messages were edited, and come later."""
        return bool(self._chapters) and index > max(
            (known for known, chapter in self._chapters.items() if chapter.folded_at), default=min(self._chapters)
        )

    def _open(self, index: int, start: int) -> _Chapter:
        chapter = self._chapters[index] = _Chapter(start, self.version + 1)
        if index <= self.top - OPEN_CHAPTERS:
            chapter.folded_at = self.version + 1
        return chapter

    def _put(self, chapter: _Chapter, message: MessageView) -> bool:
        """Note a row as it is now; says whether that is another than before."""
        row = chapter.rows.get(message.number)
        if row is not None and (message.revision < row.view.revision or message == row.view):
            return False
        version = self.version + 1
        chapter.rows[message.number] = _Row(message, self._render(message), version)
        chapter.version = version
        chapter.touched.add(message.number)
        self._waiting += 1
        return True

    def _fold(self) -> None:
        unfolded = sorted(index for index, chapter in self._chapters.items() if not chapter.folded_at)
        for index in unfolded:
            if index <= self.top - OPEN_CHAPTERS:
                chapter = self._chapters[index]
                chapter.folded_at = chapter.version = self.version + 1
                chapter.touched.add(0)

    # ------------------------------------------------------------------ when it is shown

    def _flush_soon(self, at_most: float = AT_ONCE) -> None:
        if self._waiting >= at_most:
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
        touched = sorted(index for index, chapter in self._chapters.items() if chapter.touched)
        if touched:
            self.version += 1
            change = self._change(touched)
            for reader in list(self._readers):
                reader.show(change)
            if any(chapter.made_at == self.version for chapter in self._chapters.values()):
                self._forget()
        self._waiting, self._flushed_at = 0, monotonic()

    def _change(self, touched: list[int]) -> Change:
        elements: Elements = {}
        for index in touched:
            chapter = self._chapters[index]
            self._describe(elements, index, chapter, self.version - 1, chapter.touched)
        news, self._news = self._news, []
        change = Change(self.version, touched[0], self.top, elements, news)
        change.moved, self._moved = self._moved, set()
        for index in touched:
            self._chapters[index].touched.clear()
        return change

    def _forget(self) -> None:
        """Let go of chapters that nobody shows."""
        for index in list(self._chapters):
            if index <= self.top - OPEN_CHAPTERS and not any(reader.covers(index) for reader in self._readers):
                del self._chapters[index]


def chapter_of(number: int) -> int:
    """Return the chapter a message stands in."""
    return (number - 1) // CHAPTER


def _joined(chapter: _Chapter) -> str:
    return "".join(chapter.rows[number].html for number in sorted(chapter.rows))


def _folded(chapter: _Chapter) -> dict[str, Any]:
    # nothing new: screen readers have read it, or it is history
    return {"tag": "div", "props": {"innerHTML": _joined(chapter), "aria-live": "off"}}
