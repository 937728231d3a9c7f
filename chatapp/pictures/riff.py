"""What sounds and films made of chunks hold (WAV, AVI): where they tell of people, times and devices.

Nothing moves: what tells of them becomes a chunk that players skip.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from chatapp.pictures.overwriting import Place, Read

START: Final = b"RIFF"
KINDS: Final = (b"WAVE", b"AVI ")
SKIPPED: Final = b"JUNK"  # some cameras write of themselves even there
PRIVATE: Final = frozenset((b"bext", b"iXML", b"_PMX", b"cart", b"id3 ", b"ID3 ", b"aXML", b"axml", b"IDIT", b"strd"))
HOLDS_MORE: Final = {b"": (b"hdrl", b"INFO"), b"hdrl": (b"strl", b"INFO")}  # which lists are looked into, by where
LISTS: Final = (b"ncdt", b"exif", b"adtl")  # of cameras and recorders
SHOWN: Final = (b"INAM", b"IART", b"IPRD", b"IGNR", b"ITRK")  # of the information: what a song is called, and whose
MOST: Final = 100_000  # chunks


def private_places(read: Read, size: int) -> list[Place]:
    """Return what to overwrite, as far as it can be read."""
    found: list[Place] = []
    if read(8, 12) in KINDS:
        with suppress(ValueError):
            found.extend(_places(read, 12, size, b"", [MOST]))
    return found


def _places(read: Read, start: int, end: int, within: bytes, left: list[int]) -> Iterator[Place]:
    while start + 8 <= end:
        left[0] -= 1
        if left[0] < 0:
            raise ValueError
        head = read(start, start + 12)
        kind, length = head[:4], int.from_bytes(head[4:8], "little")
        inner, last = start + 8, min(start + 8 + length, end)
        holds = head[8:] if kind == b"LIST" else b""
        if holds in HOLDS_MORE.get(within, ()):
            yield from _places(read, inner + 4, last, holds, left)
        elif kind in PRIVATE or holds in LISTS or kind == SKIPPED or (within == b"INFO" and kind not in SHOWN):
            yield Place(start, start + 4, SKIPPED)
            yield Place(inner, last)
        start = last + length % 2
