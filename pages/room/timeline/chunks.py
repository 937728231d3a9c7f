"""A room's messages in chunks of fifty, rendered once, as elements whose ids are the same on every page.

A chunk's number follows from its messages' numbers, and every id from the room and the chunk or message; so the order
of the elements is the order of reading, and pages that show different parts of the room agree on what they share.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from chatapp.events import MessageView
from chatapp.messages import IN_ROWS, markup
from chatapp.messages.replies.quotes import quote_of, with_quote
from pages.nicegui_patches.frames import Elements
from pages.nicegui_patches.joined_rows import is_known, joined
from pages.nicegui_patches.signature_cache import Members
from pages.room.message import message_html
from pages.room.timeline.element_ids import CHUNK_SIZE, ElementIds

OPEN_CHUNKS = 2  # the newest chunks, whose messages are elements of their own


def chunk_of(number: int) -> int:
    """Return the chunk a message is in; that of the first for anything before it."""
    return max(0, number - 1) // CHUNK_SIZE


class Row:
    """One message as it is shown since ``version``."""

    __slots__ = ("html", "version", "view")

    def __init__(self, view: MessageView, html: str, version: int) -> None:
        self.view, self.html, self.version = view, html, version


class Chunk:
    """Fifty messages: an element for each or, once it is frozen, one string."""

    __slots__ = ("_description", "_members", "frozen_at", "made_at", "quoting", "rows", "touched", "version")

    def __init__(self, version: int, *, is_frozen: bool) -> None:
        self.rows: dict[int, Row] = {}
        self.quoting: dict[int, set[int]] = {}  # a message's number → the rows that quote it
        self.made_at = self.version = version
        self.frozen_at = version if is_frozen else 0
        self.touched: set[int] = set()  # rows that have changed since the last flush; 0: the chunk itself
        self._description: tuple[int, dict[str, Any]] = (0, {})  # of a frozen chunk, at a version
        self._members: tuple[int, Members] = (0, Members())  # of the chunk, at a version

    def put(self, row: Row) -> None:
        """Hold a message as it is now."""
        self.rows[row.view.number] = row
        if row.view.quote is not None:
            self.quoting.setdefault(row.view.quote.number, set()).add(row.view.number)
        self.version = row.version
        self._description, self._members = (0, {}), (0, Members())

    def freeze(self, version: int) -> None:
        """Become one string."""
        self.frozen_at = self.version = version
        self.touched.add(0)

    @property
    def html(self) -> str:
        """The rows in order."""
        return "".join(self.rows[number].html for number in sorted(self.rows))

    def describe(self, ids: ElementIds, index: int, since: int, numbers: Collection[int]) -> Elements:
        """Return what has changed after version ``since``, of rows only these numbers."""
        if self.frozen_at:
            return self._describe_frozen(ids, index, since)
        found: Elements = {}
        if self.made_at > since:
            found[ids.chunk(index)] = {"tag": "div", "children": list(ids.rows(index))}
        for number in sorted(numbers):
            if (row := self.rows.get(number)) is not None and row.version > since:
                found[ids.row(number)] = {"tag": "div", "props": {"innerHTML": row.html}}
        return found

    def _describe_frozen(self, ids: ElementIds, index: int, since: int) -> Elements:
        if self.frozen_at <= since:
            return {ids.chunk(index): self._frozen()} if self.version > since else {}
        has_all = self.made_at <= since and all(row.version <= since for row in self.rows.values())
        chunk = joined(ids.rows(index)) if has_all and is_known() else self._frozen()
        return {ids.chunk(index): chunk, **dict.fromkeys(ids.rows(index))}

    def members(self, ids: ElementIds, index: int) -> Members:
        """Return all of it for the HTML of pages."""
        if self._members[0] != self.version:
            self._members = self.version, Members.of(self.describe(ids, index, 0, self.rows))
        return self._members[1]

    def _frozen(self) -> dict[str, Any]:
        if self._description[0] != self.version:  # not news: screen readers have read it, or it is history
            self._description = self.version, {"tag": "div", "props": {"innerHTML": self.html, "aria-live": "off"}}
        return self._description[1]


class RoomChunks:
    """The chunks of one room that are held, and what has changed in them since a version."""

    def __init__(self, pictures: markup.Pictures = markup.NO_PICTURES) -> None:
        self.ids, self._pictures = ElementIds(), pictures
        self._chunks: dict[int, Chunk] = {}
        self._changed = 0  # rows that have changed since the last flush
        self._has_grown = False  # chunks have begun since the last flush
        self.version = 1  # raised by each flush
        self.last = 0  # the newest message's number, as far as is known

    @property
    def top(self) -> int:
        """The chunk of the newest message."""
        return chunk_of(self.last)

    def holds(self, low: int, high: int | None = None) -> bool:
        """Say whether all of these chunks are held, without ``high`` up to the newest."""
        last = self.top if high is None else high
        return low <= last and all(index in self._chunks for index in range(low, last + 1))

    def html(self, low: int, high: int) -> str:
        """Return the rows of these chunks, in order."""
        return "".join(self._chunks[index].html for index in range(low, high + 1) if index in self._chunks)

    def since(self, version: int, low: int, high: int, unsent: Iterable[int] = ()) -> Elements:
        """Return all that differs from ``version`` in these chunks; ``unsent`` chunks whole."""
        found: Elements = {}
        for index in range(low, min(high, self.top) + 1):
            if (chunk := self._chunks.get(index)) is not None:
                found |= chunk.describe(self.ids, index, 0 if index in unsent else version, chunk.rows)
        return found

    def members(self, low: int, high: int) -> dict[int, Members]:
        """Return these chunks for the HTML of a page, by their elements' ids."""
        held = ((index, self._chunks.get(index)) for index in range(low, min(high, self.top) + 1))
        return {self.ids.chunk(index): chunk.members(self.ids, index) for index, chunk in held if chunk is not None}

    def is_unfrozen(self, index: int, version: int) -> bool:
        """Say whether at ``version`` a chunk's messages were elements of their own."""
        chunk = self._chunks.get(index)
        return chunk is not None and not 0 < chunk.frozen_at <= version

    def shown(self) -> Iterator[MessageView]:
        """Return all messages that are held, as they are shown."""
        return (row.view for chunk in self._chunks.values() for row in chunk.rows.values())

    def newest_of(self, author: UUID) -> int:
        """Return the number of a person's newest message that is held, or 0."""
        return max((view.number for view in self.shown() if view.author_uuid == author), default=0)

    def speakers(self, at_most: int) -> list[MessageView]:
        """Return who has written last, the newest first, each with their last message that is held."""
        found: dict[UUID, MessageView] = {}
        for index in (self.top, self.top - 1):
            rows = self._chunks[index].rows if index in self._chunks else {}
            for number in sorted(rows, reverse=True):
                if rows[number].view.is_text:
                    found.setdefault(rows[number].view.author_uuid, rows[number].view)
                if len(found) == at_most:
                    return list(found.values())
        return list(found.values())

    def crowded(self, low: int, high: int) -> list[int]:
        """Return the messages of these chunks that have more reactions of one kind than their rows list."""
        return [
            number
            for index in range(low, high + 1)
            if index in self._chunks
            for number, row in self._chunks[index].rows.items()
            if any(reaction.count > IN_ROWS for reaction in row.view.reactions)
        ]

    def _open(self, index: int, version: int) -> None:
        self._chunks[index] = Chunk(version, is_frozen=index <= self.top - OPEN_CHUNKS)

    def _extend_to(self, number: int) -> None:
        """Note a message's number; if the newest chunk is held, those that follow it begin."""
        if number <= self.last:
            return
        if self.top in self._chunks:
            for index in range(self.top + 1, chunk_of(number) + 1):  # the feed brings all that belongs in them
                self._open(index, self.version + 1)
                self._chunks[index].touched.add(0)
                self._has_grown = True
        self.last = number

    def _put(self, message: MessageView, *, is_read: bool = False) -> bool:
        """Hold a message as it is now, if its chunk is held; says whether that changes the row.

        At the same revision what was read wins: names and pictures may have changed since it was announced.
        """
        if (chunk := self._chunks.get(chunk_of(message.number))) is None:
            return False
        row = chunk.rows.get(message.number)
        if row is not None and (message.revision < row.view.revision + (not is_read) or message == row.view):
            return False
        self._render(chunk, message)
        return True

    def _render(self, chunk: Chunk, message: MessageView) -> None:
        chunk.put(Row(message, message_html.render(message, self._pictures), self.version + 1))
        chunk.touched.add(message.number)
        self._changed += 1

    def _requote(self, message: MessageView) -> bool:
        """Have the rows that quote a message show it as it is now; says whether that changes any."""
        is_changed = False
        for chunk in self._chunks.values():
            for number in chunk.quoting.get(message.number, ()):
                view = chunk.rows[number].view
                if (current := with_quote(view, quote_of(message))) is not view:
                    self._render(chunk, current)
                    is_changed = True
        return is_changed

    def _freeze_old(self) -> None:
        for index, chunk in self._chunks.items():
            if not chunk.frozen_at and index <= self.top - OPEN_CHUNKS:
                chunk.freeze(self.version + 1)

    def _touched(self) -> list[int]:
        """Return the chunks that have changed since the last flush, in order."""
        return sorted(index for index, chunk in self._chunks.items() if chunk.touched)

    def _describe_touched(self, touched: Iterable[int]) -> Elements:
        """Return what has changed in these chunks since the version before this, and forget it."""
        elements: Elements = {}
        for index in touched:
            chunk = self._chunks[index]
            elements |= chunk.describe(self.ids, index, self.version - 1, chunk.touched)
            chunk.touched.clear()
        return elements
