"""What a WebP file is made of, read without decoding anything."""

from collections.abc import Iterator
from typing import Final

START: Final = b"RIFF"
FORM: Final = b"WEBP"
HEADER: Final = 12  # bytes
FEATURES: Final = b"VP8X"
KEPT: Final = (b"VP8 ", b"VP8L", FEATURES, b"ANIM", b"ANMF", b"ALPH")
METADATA: Final = 0x20 | 0x08 | 0x04  # bits of the features: a profile, Exif, XMP


def is_lossless(content: bytes) -> bool:
    """Say whether a still picture is stored without loss."""
    return any(kind == b"VP8L" for kind, _, _ in _chunks(content))


def without_metadata(content: bytes) -> bytes:
    """Return the file with its frames and nothing else, up to its end."""
    kept = bytearray(FORM)
    for kind, start, end in _chunks(content):
        if kind in KEPT:
            chunk = bytearray(content[start:end])
            if kind == FEATURES and len(chunk) > 8:
                chunk[8] &= ~METADATA
            kept += chunk + b"\0" * (len(chunk) % 2)
    return START + len(kept).to_bytes(4, "little") + bytes(kept)


def _chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Find the chunks: kind, start and end of each."""
    position, last = HEADER, min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    while position + 8 <= last:
        length = int.from_bytes(content[position + 4 : position + 8], "little")
        yield content[position : position + 4], position, position + 8 + length
        position += 8 + length + length % 2
