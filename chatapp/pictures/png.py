"""What a PNG file is made of, read without decoding anything."""

import zlib
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

START: Final = b"\x89PNG\r\n\x1a\n"
ANCILLARY: Final = 0x20  # bit of a kind's first letter: a reader may leave the chunk out
TRANSPARENCY: Final = b"tRNS"
USEFUL: Final = (b"iCCP", b"eXIf")
FRAMES: Final = (b"acTL", b"fcTL", b"fdAT")  # of a picture that moves
END: Final = b"IEND"
DEPTH: Final = len(START) + 16  # where the header tells the bits of a sample


class Chunk(NamedTuple):
    """``content[start:end]``, with its length, kind and checksum."""

    kind: bytes
    start: int
    end: int


def chunks(content: bytes) -> Iterator[Chunk]:
    """Find the chunks of a file, in order."""
    position = len(START)
    while len(header := content[position : position + 8]) == 8:
        end = position + 12 + int.from_bytes(header[:4])
        yield Chunk(header[4:], position, end)
        if header[4:] == END:
            return  # what follows is no picture
        position = end


def without_metadata(content: bytes, useful: Collection[bytes] = ()) -> bytes:
    """Return the file without ancillary chunks, except its transparency and those ``useful`` ones that are sound."""
    kept = bytearray(content[: len(START)])
    for chunk in chunks(content):
        is_kept = not chunk.kind[0] & ANCILLARY or chunk.kind == TRANSPARENCY
        if is_kept or (chunk.kind in useful and _is_sound(content, chunk)):
            kept += content[chunk.start : chunk.end]
    return bytes(kept)


def _is_sound(content: bytes, chunk: Chunk) -> bool:
    checksum = zlib.crc32(content[chunk.start + 4 : chunk.end - 4])
    return content[chunk.end - 4 : chunk.end] == checksum.to_bytes(4)
