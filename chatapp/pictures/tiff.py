"""What a TIFF file is made of, and the raw photos of cameras that are like it: directories of values.

Nothing moves: the values that tell of places and devices become zeros. Of a raw photo only the place: without what its
camera wrote no program could develop it.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

from chatapp.pictures.overwriting import Place, Read

STARTS: Final = {b"II*\0": "<", b"MM\0*": ">"}
EXIF, GPS, INTEROPERABILITY, MORE = 0x8769, 0x8825, 0xA005, 0x014A  # directories in a directory
PRIVATE: Final = frozenset(
    (0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x013C, 0x02BC, 0x83BB, 0x8649, 0x8298, *range(0x9C9B, 0x9CA0))
)  # device, program, time, artist, machine, XMP, IPTC, Photoshop's, rights, Windows'; a description is content
OF_RAW: Final = (0xC612, 0xC614)  # that a file is a raw photo of a camera
SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}  # by type
DEEPEST, MOST = 4, 20_000  # directories in each other; directories and values in all


class Value(NamedTuple):
    """A value: what it says, and where it is."""

    tag: int
    start: int
    end: int


def private_places(read: Read) -> list[Place]:
    """Return what to overwrite, as far as it can be read."""
    form = STARTS.get(read(0, 4))
    found: list[Place] = []
    if form is not None:
        with suppress(ValueError, struct.error):
            found.extend(_Photo(read, form).places())
    return found


class _Photo:
    def __init__(self, read: Read, form: str) -> None:
        self._read, self._form = read, form
        self._seen: set[int] = set()
        self._left = MOST

    def places(self) -> Iterator[Place]:
        """Find what to overwrite."""
        first = self._number("I", 4)
        is_raw = self._read(8, 10) == b"CR" or any(value.tag in OF_RAW for value in self._values(first))
        while first and first not in self._seen:
            yield from self._told(first, 0, is_raw=is_raw, is_private=False)
            first = self._number("I", first + 2 + 12 * self._number("H", first))

    def _told(self, start: int, depth: int, *, is_raw: bool, is_private: bool) -> Iterator[Place]:
        self._spend()
        if start in self._seen or depth > DEEPEST:
            return
        self._seen.add(start)
        for value in self._values(start):
            if value.tag in (EXIF, GPS, INTEROPERABILITY, MORE):
                tells = value.tag == GPS or is_private or (value.tag == EXIF and not is_raw)
                for at in range(value.start, value.end, 4):
                    yield from self._told(self._number("I", at), depth + 1, is_raw=is_raw, is_private=tells)
            elif is_private or (value.tag in PRIVATE and not is_raw):
                yield Place(value.start, value.end)

    def _values(self, start: int) -> Iterator[Value]:
        for number in range(self._number("H", start)):
            self._spend()
            at = start + 2 + 12 * number
            tag, kind, count = struct.unpack(f"{self._form}HHI", self._read(at, at + 8))
            size = SIZES.get(kind, 0) * count
            where = at + 8 if size <= 4 else self._number("I", at + 8)
            yield Value(tag, where, where + size)

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise ValueError

    def _number(self, form: str, at: int) -> int:
        wanted = struct.Struct(self._form + form)
        return int(wanted.unpack(self._read(at, at + wanted.size))[0])
