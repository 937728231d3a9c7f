"""How many pages a PDF has: its tree of pages says so, in the clear or in packed objects. Nothing else of it is read.

Of several trees the last one counts: who changes a PDF writes the new one behind the old.
"""

import re
import zlib
from collections import deque
from dataclasses import dataclass
from typing import Final

from chatapp.pictures.overwriting import Read

LARGEST: Final = 64 * 1024 * 1024  # bytes of a PDF that is looked through
STEP, OVERLAP = 1024 * 1024, 128 * 1024  # bytes that are looked at together, and of them those that are seen twice
MARKS: Final = re.compile(rb"<<|>>|/Type\s{0,9}/Pages(?![A-Za-z])|/Parent\b|/Count\s{0,9}(\d{1,6})\b(?!\s+\d+\s+R)")
MOST_MARKS: Final = 1_000_000
PACKED: Final = re.compile(rb"/Type\s{0,9}/ObjStm\b")
BEGINS: Final = re.compile(rb"stream\r?\n")
FAR: Final = 999  # bytes between the two
UNPACKED: Final = 4 * 1024 * 1024  # bytes of one packed stream
MOST: Final = 64 * 1024 * 1024  # bytes of all of them
LEAST: Final = 16 * 1024  # bytes that each counts for, however few it has
SPOILT: Final = 1024 * 1024  # bytes that one counts for which can't be unpacked
DEEPEST: Final = 64  # dictionaries in each other


@dataclass(slots=True)
class _Dictionary:
    """What is told of a dictionary so far."""

    is_tree: bool = False
    has_parent: bool = False
    count: int = 0


@dataclass(slots=True)
class _Search:
    """What is found, and how much more may be looked at: a broken file must not take longer than a large one."""

    found: int | None = None
    marks_left: int = MOST_MARKS
    bytes_left: int = MOST

    def look_through(self, content: bytes) -> None:
        """Look at what is in the clear, and at what is packed."""
        self._look_at(content)
        for packed in PACKED.finditer(content):
            self.marks_left -= 1
            if self.marks_left < 0 or self.bytes_left <= 0:
                return
            if begins := BEGINS.search(content, packed.end(), packed.end() + FAR):
                self._look_at(self._unpacked(memoryview(content)[begins.end() :]))

    def _look_at(self, content: bytes) -> None:
        """Read what the roots of trees say."""
        open_ones: deque[_Dictionary] = deque(maxlen=DEEPEST)
        for mark in MARKS.finditer(content):
            self.marks_left -= 1
            if self.marks_left < 0:
                return
            what = mark[0]
            if what == b"<<":
                open_ones.append(_Dictionary())
            elif not open_ones:
                continue
            elif what == b">>":
                closed = open_ones.pop()
                if closed.is_tree and closed.count and not closed.has_parent:
                    self.found = closed.count
            elif what == b"/Parent":
                open_ones[-1].has_parent = True
            elif what.startswith(b"/Type"):
                open_ones[-1].is_tree = True
            else:
                open_ones[-1].count = int(mark[1])

    def _unpacked(self, stream: memoryview) -> bytes:
        """Return the beginning of a packed stream, or nothing."""
        try:
            content = zlib.decompressobj().decompress(stream, UNPACKED)
        except zlib.error:
            self.bytes_left -= SPOILT
            return b""
        self.bytes_left -= max(LEAST, len(content))
        return content


def pages(read: Read, size: int) -> int | None:
    """Return how many pages a PDF has; None if that is not found. Blocks."""
    search = _Search()
    for start in range(0, size if size <= LARGEST else 0, STEP):
        search.look_through(read(start, start + STEP + OVERLAP))
    return search.found
