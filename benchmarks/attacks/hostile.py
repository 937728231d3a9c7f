"""Files, forms, bodies and searches that are made to cost the server much."""

import json
import struct
from functools import cache
from typing import Any
from uuid import uuid4

from tests.support.samples.films import box

BOUNDARY = "----boundary"
NEEDLES = [f"{'a' * (98 - at)}b{'a' * at}" for at in range(98)]
QUERIES = {
    "long terms not there": " ".join(f"-{needle}" for needle in NEEDLES),
    "200 words not wanted": " ".join(f"-b{at}" for at in range(200)),
    "found in long texts": "aa",
    "one letter twice": "b b",
    "operators": " ".join(f"from:nobody{at}" for at in range(20)) + " aa",
    "signs": '%_\\"*' * 900,
}


def film() -> bytes:
    """Return a film of 1.2 MB that names 50 × 6,000 places in itself, each of them all of it."""
    rows = 6_000
    tables = box(
        b"stbl",
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1)),
        box(b"stsz", struct.pack(">III", 0, 1 << 20, rows)),
        box(b"stco", struct.pack(">II", 0, rows), bytes(4 * rows)),
    )
    told = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), b"meta", bytes(12)), box(b"minf", tables)))
    return box(b"ftyp", b"qt  ", uuid4().bytes[:4]) + box(b"moov", told * 50)


def markers() -> bytes:
    """Return what begins as a JPEG and goes on with millions of markers."""
    return b"\xff\xd8" + b"\xff\x01" * (20 << 19) + uuid4().bytes


def frames() -> bytes:
    """Return a GIF of 50,000 frames of one pixel."""
    frame = b"\x21\xf9\x04\0\1\0\0\0\x2c\0\0\0\0\1\0\1\0\0\x02\x02\x44\x01\0"
    return b"GIF89a\1\0\1\0\x80\0\0" + uuid4().bytes[:6] + frame * 50_000 + b";"


@cache
def form() -> bytes:
    """Return a form of 1 MiB whose file is made of what is nearly the end of it."""
    nearly = f"\r\n--{BOUNDARY}x".encode()
    part = b'Content-Disposition: form-data; name="file"; filename="x"'
    whole = nearly * ((1 << 20) // len(nearly))
    return b"--%s\r\n%s\r\n\r\n%s\r\n--%s--\r\n" % (BOUNDARY.encode(), part, whole, BOUNDARY.encode())


@cache
def wrong_values() -> bytes:
    """Return a message of 240 KB with 80,000 cells of a table of which none is a cell."""
    table: dict[str, Any] = {"type": "table", "columns": ["a"], "rows": [[{}] * 80_000]}
    return json.dumps({"client_message_id": "k", "blocks": [table]}, separators=(",", ":")).encode()


@cache
def many_cells() -> bytes:
    """Return a message of 250 KB with 60,000 cells, which are eight times as many as a message may have."""
    table: dict[str, Any] = {"type": "table", "columns": ["a"] * 30, "rows": [["a"] * 30] * 200}
    return json.dumps({"client_message_id": "k", "blocks": [table] * 10}, separators=(",", ":")).encode()
