"""A room's messages in chapters of fifty, as elements whose ids are the same on every page.

A chapter's number follows from its messages' numbers, and every id from the room and the chapter or message; so the
order of the elements is the order of reading, and pages that show other parts of the room agree on what they share.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any, ClassVar
from weakref import WeakValueDictionary

from chatapp.events import MessageView
from pages.nicegui_patches.frames import Elements

CHUNK_SIZE = 50  # messages
ROOM_BITS, CHAPTER_BIT = 32, 31  # an id: the room's turn, whether it is a chapter, its number
TURNS = 1 << 53 - ROOM_BITS  # a browser's JSON keeps whole numbers below 2**53 apart


def chunk_of(number: int) -> int:
    """Return the chapter a message stands in; that of the first for anything before it."""
    return max(0, number - 1) // CHUNK_SIZE


class Ids:
    """The ids of one room's elements, which no other room's have as long as any page shows them.

    Turns come round again, each after all the others: by then no page is still to be told that the former are gone.
    """

    _taken: ClassVar["WeakValueDictionary[int, Ids]"] = WeakValueDictionary()

    def __init__(self, turns: Iterator[int] = count(1)) -> None:  # noqa: B008 - all rooms take turns
        turn = next(turn for number in turns if (turn := number % TURNS) and turn not in self._taken)
        self._taken[turn] = self
        self._base = turn << ROOM_BITS

    def chunk(self, index: int) -> int:
        """Return the id of a chapter's element."""
        return self._base | (1 << CHAPTER_BIT) | index

    def row(self, number: int) -> int:
        """Return the id of a message's own element."""
        return self._base | number

    def rows(self, index: int) -> range:
        """Return the ids of the rows of a chapter."""
        first = self._base | (index * CHUNK_SIZE + 1)
        return range(first, first + CHUNK_SIZE)

    def is_chunk(self, identifier: int) -> bool:
        """Say whether an element's id is a chapter's."""
        return bool(identifier >> CHAPTER_BIT & 1)

    def chunk_of_row(self, identifier: int) -> int:
        """Return the id of the chapter a row's element stands in; that of a chapter for itself is none of them."""
        if self.is_chunk(identifier):
            return 0
        return self.chunk(chunk_of(identifier & ((1 << CHAPTER_BIT) - 1)))


class Row:
    """One message as it is shown since the board's ``version``."""

    __slots__ = ("html", "version", "view")

    def __init__(self, view: MessageView, html: str, version: int) -> None:
        self.view, self.html, self.version = view, html, version


class Chunk:
    """Fifty messages: an element for each, or, once it is folded, one string."""

    __slots__ = ("_folded", "frozen_at", "made_at", "rows", "touched", "version")

    def __init__(self, version: int, *, is_frozen: bool) -> None:
        self.rows: dict[int, Row] = {}
        self.made_at = self.version = version
        self.frozen_at = version if is_frozen else 0
        self.touched: set[int] = set()  # rows that have changed since the board was last shown; 0: the chapter itself
        self._folded: tuple[int, dict[str, Any]] = (0, {})

    def put(self, row: Row) -> None:
        """Show a message as it is now."""
        self.rows[row.view.number] = row
        self.version = row.version
        self._folded = (0, {})

    def fold(self, version: int) -> None:
        """Be one string from now on."""
        self.frozen_at = self.version = version
        self.touched.add(0)

    @property
    def html(self) -> str:
        """The rows in order."""
        return "".join(self.rows[number].html for number in sorted(self.rows))

    def describe(self, ids: Ids, index: int, since: int, numbers: "set[int] | dict[int, Row]") -> Elements:
        """Return what has changed after version ``since``, of rows only these numbers."""
        if self.frozen_at:
            gone: Elements = dict.fromkeys(ids.rows(index)) if self.frozen_at > since else {}
            return {ids.chunk(index): self._as_one(), **gone} if self.version > since else gone
        found: Elements = {}
        if self.made_at > since:
            found[ids.chunk(index)] = {"tag": "div", "children": list(ids.rows(index))}
        for number in sorted(numbers):
            if (row := self.rows.get(number)) is not None and row.version > since:
                found[ids.row(number)] = {"tag": "div", "props": {"innerHTML": row.html}}
        return found

    def _as_one(self) -> dict[str, Any]:
        if self._folded[0] != self.version:  # nothing new: screen readers have read it, or it is history
            self._folded = self.version, {"tag": "div", "props": {"innerHTML": self.html, "aria-live": "off"}}
        return self._folded[1]
