"""How many pages a PDF has: its tree of pages says so, in the clear or in packed objects. Nothing else of it is read.

Of several trees the last one counts: who changes a PDF writes the new one behind the old.
"""

import re
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chatapp.pictures.overwriting import Read

LARGEST: Final = 64 * 1024 * 1024  # bytes of a PDF that is looked through
STEP, OVERLAP = 1024 * 1024, 128 * 1024  # bytes that are looked at together, and of them those that are seen twice
MARKS: Final = re.compile(rb"<<|>>|/Type\s{0,9}/Pages(?![A-Za-z])|/Parent\b|/Count\s{0,9}(\d{1,6})\b(?!\s+\d+\s+R)")
PACKED: Final = re.compile(rb"/Type\s{0,9}/ObjStm\b[^\0]{0,999}?stream\r?\n")
UNPACKED: Final = 4 * 1024 * 1024  # bytes of one packed stream
MOST: Final = 64 * 1024 * 1024  # bytes of all of them
DEEPEST: Final = 64  # dictionaries in each other


@dataclass(slots=True)
class _Dictionary:
    """What is told of a dictionary so far."""

    is_tree: bool = False
    has_parent: bool = False
    count: int = 0


def pages(read: Read, size: int) -> int | None:
    """Return how many pages a PDF has; None if that is not found. Blocks."""
    found: int | None = None
    left = MOST
    for start in range(0, size if size <= LARGEST else 0, STEP):
        content = read(start, start + STEP + OVERLAP)
        for count in _counts(content):
            found = count
        for packed in PACKED.finditer(content):
            unpacked = _unpacked(memoryview(content)[packed.end() :], min(UNPACKED, left))
            left -= len(unpacked)
            for count in _counts(unpacked):
                found = count
    return found


def _counts(content: bytes) -> Iterator[int]:
    """Yield what the roots of trees say."""
    open_ones: deque[_Dictionary] = deque(maxlen=DEEPEST)
    for mark in MARKS.finditer(content):
        what = mark[0]
        if what == b"<<":
            open_ones.append(_Dictionary())
        elif not open_ones:
            continue
        elif what == b">>":
            closed = open_ones.pop()
            if closed.is_tree and closed.count and not closed.has_parent:
                yield closed.count
        elif what == b"/Parent":
            open_ones[-1].has_parent = True
        elif what.startswith(b"/Type"):
            open_ones[-1].is_tree = True
        else:
            open_ones[-1].count = int(mark[1])


def _unpacked(stream: memoryview, most: int) -> bytes:
    """Return the beginning of a packed stream, or nothing."""
    if most <= 0:
        return b""
    try:
        return zlib.decompressobj().decompress(stream, most)
    except zlib.error:
        return b""
