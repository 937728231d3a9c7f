"""One update as bytes, encoded once for all pages that receive it."""

from typing import Any

import socketio
from nicegui import json

Elements = dict[int, dict[str, Any] | None]  # element id → NiceGUI's description; None: removed
TEXT, BINARY = 0x81, 0x82  # first byte of an unfragmented websocket message


def websocket_frame(kind: int, payload: bytes) -> bytes:
    """Return a server's websocket frame: unfragmented, unmasked, without extensions (RFC 6455)."""
    size = len(payload)
    if size < 126:
        return bytes((kind, size)) + payload
    if size < 65_536:
        return bytes((kind, 126)) + size.to_bytes(2, "big") + payload
    return bytes((kind, 127)) + size.to_bytes(8, "big") + payload


def frames_of(kind: str, data: dict[Any, Any]) -> list[bytes]:
    """Return the websocket frames of an event: one, unless there are bytes in it, which Socket.IO would look for."""
    try:
        return [websocket_frame(TEXT, b"42" + json.dumps([kind, data]).encode())]
    except TypeError:
        encoded = socketio.packet.Packet(socketio.packet.EVENT, data=[kind, data], namespace="/").encode()
        parts = encoded if isinstance(encoded, list) else [encoded]
        return [
            websocket_frame(TEXT, b"4" + part.encode()) if isinstance(part, str) else websocket_frame(BINARY, part)
            for part in parts
        ]


class Frame:
    """One `update` for many pages, encoded once and completed once for each message number.

    ``at``: when it was made, in seconds since the epoch, for NiceGUI's message history.
    """

    __slots__ = ("_body", "at", "data", "numbered")

    def __init__(self, data: Elements, at: float) -> None:
        self.data, self.at = data, at
        self._body = b'42["update",' + json.dumps(data).encode()[:-1] + b',"_id":'
        self.numbered: dict[int, bytes] = {}

    def number(self, number: int) -> bytes:
        """Return the websocket frame with this message number."""
        found = self.numbered[number] = websocket_frame(TEXT, self.text(number))
        return found

    def text(self, number: int) -> bytes:
        """Return the Engine.IO packet with this message number."""
        return self._body + b"%d}]" % number
