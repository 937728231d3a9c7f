"""What a HEIF file is made of, as phones take photos: where its metadata is, found without decoding anything."""

import struct
from collections.abc import Iterator
from itertools import chain
from typing import Final

from chatapp.pictures.overwriting import Place, overwritten

MEDIA_TYPE: Final = "image/heic"
HEAD: Final = 1024 * 1024  # bytes, within which its structure stands
PRIVATE: Final = (b"Exif", b"mime")  # kinds of items: the latter is XMP
EMPTY: Final = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"  # Exif that says nothing; readers refuse zeros alone
MOST_PARTS: Final = 10_000  # of all items
BROKEN: Final = (IndexError, ValueError, struct.error)


def without_metadata(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a file that tells nothing of the camera and the place. Its structure stands in the first chunk."""
    head = next(chunks, b"")
    yield from overwritten(chain([head], chunks), private_places(head))


def private_places(head: bytes) -> list[Place]:
    """Return where a file has metadata, by its beginning; none if that cannot be read."""
    try:
        boxes = dict(_boxes(head, *_find(head, b"meta", 0, len(head), skip=4)))
        wanted = set(_items(head, *boxes[b"iinf"]))
        inside = boxes.get(b"idat", (0, 0))[0]
        return list(_places(_Reader(head, boxes[b"iloc"][0]), wanted, inside))
    except (*BROKEN, KeyError):
        return []


class _Reader:
    """Reads big-endian numbers of any length, one after another."""

    def __init__(self, content: bytes, position: int) -> None:
        self._content, self.position = content, position

    def number(self, length: int) -> int:
        """Read the next ``length`` bytes as one number; none are 0. Raises ValueError where the content ends before."""
        found = self._content[self.position : self.position + length]
        if len(found) < length:
            raise ValueError
        self.position += length
        return int.from_bytes(found)


def _boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Yield the boxes of a part of a file: kind, and where what they hold begins and ends."""
    while start + 8 <= end:
        reader = _Reader(content, start)
        length, kind = reader.number(4), content[start + 4 : start + 8]
        reader.position += 4
        if length == 1:
            length = reader.number(8)
        if length < 8:
            return
        yield kind, (reader.position, min(start + length, end))
        start += length


def _find(content: bytes, wanted: bytes, start: int, end: int, *, skip: int) -> tuple[int, int]:
    return next(((first + skip, last) for kind, (first, last) in _boxes(content, start, end) if kind == wanted), (0, 0))


def _items(content: bytes, start: int, end: int) -> Iterator[int]:
    """Yield the numbers of items that hold metadata."""
    first = start + (6 if content[start] == 0 else 8)
    for kind, (at, _) in _boxes(content, first, end):
        if kind == b"infe" and content[at] >= 2:
            reader = _Reader(content, at + 4)
            item = reader.number(2 if content[at] == 2 else 4)
            if content[reader.position + 2 : reader.position + 6] in PRIVATE:
                yield item


def _places(reader: _Reader, wanted: set[int], inside: int) -> Iterator[Place]:
    version, parts_left = reader.number(4) >> 24, MOST_PARTS
    sizes, more = reader.number(1), reader.number(1)
    of_offset, of_length, of_base, of_index = sizes >> 4, sizes & 15, more >> 4, more & 15
    for _ in range(reader.number(2 if version < 2 else 4)):
        item = reader.number(2 if version < 2 else 4)
        method = reader.number(2) & 15 if version else 0
        reader.position += 2
        base = reader.number(of_base) + (inside if method == 1 else 0)
        parts = reader.number(2)
        parts_left -= parts
        if parts_left < 0:  # a part may take no byte to describe, and there may be billions
            raise ValueError
        for _ in range(parts):
            reader.position += of_index if version else 0
            offset, length = base + reader.number(of_offset), reader.number(of_length)
            if item in wanted:
                yield Place(offset, offset + length, EMPTY)
