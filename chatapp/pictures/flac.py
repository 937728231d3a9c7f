"""What a FLAC file is made of: blocks that speak of it, and then the sound."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from chatapp.pictures import comments
from chatapp.pictures.id3 import BEGINNING, is_of_camera
from chatapp.pictures.overwriting import Place, Read

START: Final = b"fLaC"
FREE, OF_PROGRAMS, COMMENTS, PICTURE = 1, 2, 4, 6  # kinds of blocks
LAST: Final = 0x80
MOST: Final = 1_000  # blocks


def private_places(read: Read) -> list[Place]:
    """Return what to overwrite, as far as it can be read."""
    return list(_places(read))


def _places(read: Read) -> Iterator[Place]:
    start = len(START)
    for _ in range(MOST):
        head = read(start, start + 4)
        if len(head) < 4:
            return
        kind, inner = head[0] & ~LAST, start + 4
        end = inner + int.from_bytes(head[1:])
        if kind == OF_PROGRAMS or (kind == PICTURE and is_of_camera(read(inner, min(end, inner + BEGINNING)))):
            yield Place(start, start + 1, bytes([head[0] & LAST | FREE]))
            yield Place(inner, end)
        elif kind == COMMENTS:
            with suppress(ValueError):  # those that can be read; the next block is where it is
                for place in comments.private_places(read(inner, end)):
                    yield Place(inner + place.start, inner + place.end, place.filler)
        if head[0] & LAST:
            return
        start = end
