"""What a film of a phone or a camera is made of (MP4, QuickTime): where it tells of places and devices.

Nothing is decoded and nothing moves: what tells of them becomes free space, so that all else stays where it is.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, Final, NamedTuple

from chatapp.pictures.overwriting import Place, Read

START: Final = b"ftyp"  # at byte 4
PRIVATE: Final = (b"udta", b"meta", b"uuid")  # where it was recorded, with what; XMP
FREE: Final = b"free"
INSIDE: Final = {b"": b"moov", b"moov": b"trak", b"trak": b"mdia"}  # which boxes hold others that are looked at
TIMES: Final = (b"mvhd", b"tkhd", b"mdhd")  # begin with when it was recorded
SHOWN: Final = (b"vide", b"soun", b"auxv", b"text", b"sbtl", b"subt", b"clcp", b"tmcd")  # other tracks tell of places
MOST_BOXES: Final = 20_000
MOST_ROWS: Final = 50_000  # of all tables
BROKEN: Final[tuple[type[Exception], ...]] = (KeyError, ValueError, struct.error)


class Box(NamedTuple):
    """A part of the file: what it is, where it begins, and where what it holds begins and ends."""

    kind: bytes
    start: int
    inner: int
    end: int


def private_places(read: Read, size: int) -> list[Place]:
    """Return what to overwrite in a film, as far as it can be read."""
    found: list[Place] = []
    with suppress(*BROKEN):  # what comes after it, no player could read either
        found.extend(_Film(read).places(b"", 0, size))
    return found


class _Film:
    def __init__(self, read: Read) -> None:
        self._read = read
        self._boxes_left, self._rows_left = MOST_BOXES, MOST_ROWS

    def places(self, parent: bytes, start: int, end: int) -> Iterator[Place]:
        """Find what to overwrite in what a box holds."""
        for box in self._boxes(start, end):
            if box.kind in PRIVATE:
                yield from _freed(box)
            elif box.kind in TIMES:
                length = 16 if self._read(box.inner, box.inner + 1) == b"\1" else 8
                yield Place(box.inner + 4, box.inner + 4 + length)
            elif box.kind == INSIDE.get(parent):
                if box.kind == b"trak" and not self._is_shown(box):
                    yield from _freed(box)
                    yield from self._samples(box)
                else:
                    yield from self.places(box.kind, box.inner, box.end)

    def _boxes(self, start: int, end: int) -> Iterator[Box]:
        while start + 8 <= end:
            self._boxes_left -= 1
            if self._boxes_left < 0:
                raise ValueError
            head = self._read(start, start + 16)
            length, inner = int.from_bytes(head[:4]), start + 8
            if length == 1:
                length, inner = int.from_bytes(head[8:]), start + 16
            elif length == 0:  # up to the end
                length = end - start
            if length < inner - start:
                raise ValueError
            yield Box(head[4:8], start, inner, min(start + length, end))
            start += length

    def _inside(self, box: Box, *path: bytes) -> Iterator[Box]:
        """Find the boxes in a box that is in others."""
        for kind in path:
            found = next((one for one in self._boxes(box.inner, box.end) if one.kind == kind), None)
            if found is None:
                raise ValueError
            box = found
        return self._boxes(box.inner, box.end)

    def _is_shown(self, track: Box) -> bool:
        handlers = [box for box in self._inside(track, b"mdia") if box.kind == b"hdlr"]
        return any(self._read(box.inner + 8, box.inner + 12) in SHOWN for box in handlers)

    def _samples(self, track: Box) -> Iterator[Place]:
        """Find where the samples of a track are: apart from it, among those of others."""
        tables = {box.kind: box for box in self._inside(track, b"mdia", b"minf", b"stbl")}
        is_wide = b"co64" in tables
        chunks = self._rows(tables[b"co64" if is_wide else b"stco"], 4, ">Q" if is_wide else ">I")
        many = {first: samples for first, samples, _ in self._rows(tables[b"stsc"], 4, ">III")}
        sizes = tables[b"stsz"]
        each = int.from_bytes(self._read(sizes.inner + 4, sizes.inner + 8))
        other_sizes = iter([]) if each else self._rows(sizes, 8, ">I")
        samples = 0
        for number, (start,) in enumerate(chunks, 1):
            samples = many.get(number, samples)
            yield Place(start, start + each * samples + sum(size for (size,) in islice(other_sizes, samples)))

    def _rows(self, table: Box, skipped: int, form: str) -> Iterator[tuple[Any, ...]]:
        """Read a table, one row after another; how many it has stands before them, ``skipped`` bytes in it."""
        start, row = table.inner + skipped, struct.Struct(form)
        count = int.from_bytes(self._read(start, start + 4))
        self._rows_left -= count
        if self._rows_left < 0 or start + 4 + count * row.size > table.end:
            raise ValueError
        return row.iter_unpack(self._read(start + 4, start + 4 + count * row.size))


def _freed(box: Box) -> Iterator[Place]:
    """Make a box free space."""
    yield Place(box.start + 4, box.start + 8, FREE)
    yield Place(box.inner, box.end)
