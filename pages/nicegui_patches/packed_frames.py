"""A conversation's rows, compressed on their way to one page: of the newest hundred messages 10 kB are left of 77.

On slow 3G a room is there 1.3 s sooner. Websockets compress nothing otherwise: what hundreds of pages are told is
written as it is, no compressor stays with a page, and what comes in is never inflated, so nobody can send a bomb.
permessage-deflate would be had for all frames or none that come in, and Apple's browsers fail at it (decision 85).

A page that can inflate says so in its socket's query (`pages/browser/shell/packed_frames.js`). What is compressed comes
in two frames: `MARK`, which Engine.IO's client drops, and the bytes. Fallback: without our template no page says so.

**The wall**: rows that everybody in a conversation reads are compressed, and by themselves. What is one person's own is
compressed apart from them, so no length tells how one is like the other; lists of several conversations go as they are.
"""

from typing import Any, Final

from isal import isal_zlib
from nicegui import json

from pages.nicegui_patches.frames import BINARY, TEXT, Elements, frames_of, websocket_frame

LEAST: Final = 8 * 1024  # bytes of a message; what is shorter comes in few packets as it is
OFFERED: Final = "inflates"  # in the query of the socket of a page that can: `true`
OFFER: Final = f"{OFFERED}=true".encode()
MARK: Final = websocket_frame(TEXT, b"6packed")  # Engine.IO's noop: what follows it is compressed
SHARED: Final = 1 << 32  # from here on ids are of what all pages of a conversation show
QUICK: Final = 1  # 50 µs; zlib's first level takes 200 for as many bytes


def is_offered(query: bytes) -> bool:
    """Say whether the page that opens a socket with this query can inflate."""
    return OFFER in query.split(b"&")


def own_frames(kind: str, data: dict[Any, Any], number: int, *, inflates: bool = False) -> tuple[list[bytes], int]:
    """Return the websocket frames of a page's own message, and how many bytes they take as they are.

    ``inflates``: whether the page takes what is compressed.
    """
    if inflates and kind == "update" and (parts := _apart(data, number)) is not None:
        size = sum(map(len, parts))
        if size >= LEAST:
            return [MARK + websocket_frame(BINARY, _deflated(*parts))], size
        return [websocket_frame(TEXT, b"".join(parts))], size
    frames = frames_of(kind, {**data, "_id": number})
    return frames, sum(map(len, frames))


def _apart(elements: Elements, number: int) -> tuple[bytes, bytes] | None:
    """Return an `update` with a conversation's rows in two parts, of which they are the second; None without them."""
    shared = {key: element for key, element in elements.items() if key >= SHARED}
    if not any(shared.values()):
        return None
    own: dict[Any, Any] = {key: element for key, element in elements.items() if key < SHARED}
    return b'42["update",' + _json({**own, "_id": number})[:-1] + b",", _json(shared)[1:] + b"]"


def _json(elements: dict[Any, Any]) -> bytes:
    return json.dumps(elements).encode()


def _deflated(*parts: bytes) -> bytes:
    """Compress; nothing refers to a part before."""
    writer, written = isal_zlib.compressobj(QUICK, wbits=-isal_zlib.MAX_WBITS), list[bytes]()
    for part in parts:
        written += writer.compress(part), writer.flush(isal_zlib.Z_FULL_FLUSH)
    return b"".join((*written, writer.flush()))
