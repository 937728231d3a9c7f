"""What a film from a browser or a recorder is made of (WebM, Matroska): where it tells of places, times and devices.

Nothing is decoded and nothing moves: what tells of them becomes an element that players skip.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

from chatapp.pictures.overwriting import Place, Read

START: Final = b"\x1a\x45\xdf\xa3"
SEGMENT, INFO, TAGS = 0x18538067, 0x1549A966, 0x1254C367
CHECKSUM: Final = 0xBF  # of what is around it
PRIVATE: Final = (0x4461, 0x7BA9, 0x7384, 0x3C83AB, 0x3E83BB)  # of the information: date, title, names of files
APPS: Final = (0x4D80, 0x5741)  # which it must name; they become empty
SKIPPED: Final = 0xEC
MOST: Final = 500_000  # elements
LONGEST_ID, LONGEST_SIZE = 4, 8  # bytes


class Element(NamedTuple):
    """A part of the file: what it is, where it begins, and where what it holds begins and ends."""

    kind: int
    start: int
    inner: int
    end: int


def private_places(read: Read, size: int) -> list[Place]:
    """Return what to overwrite in a film, as far as it can be read."""
    found: list[Place] = []
    with suppress(ValueError):  # what comes after it, no player could read either
        found.extend(_Film(read, size).places())
    return found


class _Film:
    def __init__(self, read: Read, size: int) -> None:
        self._read, self._size = read, size
        self._left = MOST

    def places(self) -> Iterator[Place]:
        """Find what to overwrite."""
        for segment in self._elements(0, self._size):
            if segment.kind != SEGMENT:
                continue
            for element in self._elements(segment.inner, segment.end):
                if element.kind in (TAGS, CHECKSUM):
                    yield _skipped(element)
                elif element.kind == INFO:
                    yield from self._told(element)

    def _told(self, info: Element) -> Iterator[Place]:
        for element in self._elements(info.inner, info.end):
            if element.kind in PRIVATE or element.kind == CHECKSUM:
                yield _skipped(element)
            elif element.kind in APPS:
                yield Place(element.inner, element.end)

    def _elements(self, start: int, end: int) -> Iterator[Element]:
        """Find the elements of a part. Those in one whose size is not told, as live ones have, follow on it."""
        while start < end:
            self._left -= 1
            if self._left < 0:
                raise ValueError
            head = self._read(start, start + LONGEST_ID + LONGEST_SIZE)
            of_id = _length(head, LONGEST_ID)
            of_size = _length(head[of_id:], LONGEST_SIZE)
            inner, bits = start + of_id + of_size, 7 * of_size
            size = int.from_bytes(head[of_id : of_id + of_size]) & ((1 << bits) - 1)
            kind = int.from_bytes(head[:of_id])
            is_open = size == (1 << bits) - 1
            last = inner + size if not is_open else end if kind == SEGMENT else inner
            yield Element(kind, start, inner, min(last, end))
            start = last


def _length(number: bytes, longest: int) -> int:
    """Return how many bytes a number has, by its first one."""
    length = 9 - number[0].bit_length() if number else 0
    if not 0 < length <= longest or len(number) < length:
        raise ValueError
    return length


def _skipped(element: Element) -> Place:
    """Make an element one that is skipped, of the same length."""
    length = element.end - element.start
    of_size = next(count for count in range(1, LONGEST_SIZE + 1) if length - 1 - count < (1 << 7 * count) - 1)
    told = (1 << 7 * of_size) | (length - 1 - of_size)
    return Place(element.start, element.end, bytes([SKIPPED]) + told.to_bytes(of_size))
