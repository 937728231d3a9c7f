"""Films as phones make them, as far as Chatapp reads them: boxes in boxes, and no picture that anything could show."""

import struct
from collections.abc import Sequence

PLACE = b"+48.2082+016.3738/"
CAMERA = b"Spycam 9"
SHOT_AT = struct.pack(">I", 3_900_000_000)
FRAMES = b"frame" * 40


def box(kind: bytes, *parts: bytes, is_wide: bool = False) -> bytes:
    """Return a box, with its length in 4 bytes, or in 8."""
    content = b"".join(parts)
    if is_wide:
        return struct.pack(">I4sQ", 1, kind, 16 + len(content)) + content
    return struct.pack(">I4s", 8 + len(content), kind) + content


def film(samples: Sequence[bytes] = (PLACE, CAMERA), *, is_wide: bool = False, brand: bytes = b"qt  ") -> bytes:
    """Return a film with a track of pictures, and one of samples that tell where it was recorded, in its middle.

    ``is_wide``: with 8 bytes for places and lengths.
    """
    start = box(b"ftyp", brand, bytes(4))
    head = 16 if is_wide else 8
    at = len(start) + head + len(FRAMES)
    data = box(b"mdat", FRAMES, *samples, FRAMES, is_wide=is_wide)
    return (
        start
        + data
        + box(
            b"moov",
            box(b"mvhd", bytes(4), SHOT_AT, SHOT_AT, struct.pack(">II", 600, 1200)),
            track(b"vide", len(start) + head, [FRAMES], is_wide),
            track(b"meta", at, samples, is_wide),
            box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0), PLACE), box(b"\xa9mod", CAMERA)),
            box(b"meta", box(b"ilst", PLACE)),
        )
    )


def track(handler: bytes, at: int, samples: Sequence[bytes], is_wide: bool) -> bytes:
    """Return a track whose samples are one chunk."""
    place = box(b"co64", struct.pack(">IIQ", 0, 1, at)) if is_wide else box(b"stco", struct.pack(">III", 0, 1, at))
    tables = box(
        b"stbl",
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, len(samples), 1)),
        box(b"stsz", struct.pack(">III", 0, 0, len(samples)), *(struct.pack(">I", len(one)) for one in samples)),
        place,
    )
    named = box(b"hdlr", bytes(8), handler, bytes(12))
    return box(
        b"trak",
        box(b"tkhd", b"\1\0\0\7", bytes(4) + SHOT_AT, bytes(4) + SHOT_AT, bytes(8)),
        box(b"mdia", box(b"mdhd", bytes(4), SHOT_AT, SHOT_AT), named, box(b"minf", tables)),
        box(b"udta", box(b"\xa9mak", CAMERA)),
    )
