"""What a GIF file is made of, read without decoding anything."""

from typing import Final

START: Final = (b"GIF87a", b"GIF89a")
SCREEN: Final = 13  # bytes of the header with the screen's size
EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
CONTROL, APPLICATION = 0xF9, 0xFF  # how long a frame is shown; of programs, one of which tells how often it repeats
REPEATS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def without_metadata(content: bytes) -> bytes:
    """Return the file with its frames and nothing else, up to its end: no comments, no data of programs."""
    position = SCREEN + _table(content[10:11])
    kept = bytearray(content[:position])
    while position < len(content) and content[position] in (EXTENSION, IMAGE):
        start, is_image = position, content[position] == IMAGE
        position += 11 + _table(content[position + 9 : position + 10]) if is_image else 2
        label, first = content[start + 1 : start + 2], content[position + 1 : position + 12]
        position = _after_blocks(content, position)
        is_kept = is_image or label == bytes([CONTROL]) or (label == bytes([APPLICATION]) and first in REPEATS)
        if is_kept:
            kept += content[start:position]
    return bytes(kept) + bytes([TRAILER])


def _table(flags: bytes) -> int:
    """Return the length of a table of colours; 0 without one."""
    return 3 << ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _after_blocks(content: bytes, position: int) -> int:
    while position < len(content) and content[position]:
        position += 1 + content[position]
    return position + 1
