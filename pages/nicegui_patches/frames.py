"""What pages are told, as bytes: one frame, encoded once, for all that are told the same."""

from collections.abc import Mapping
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


def shared_frame(data: Elements) -> bytes:
    """Return the websocket frame of an `update` that is the same for all pages: it has no number of a page's own."""
    return websocket_frame(TEXT, packet_of("update", data))


def packet_of(kind: str, data: Mapping[Any, Any]) -> bytes:
    """Return the Engine.IO packet of an event without bytes in it."""
    return b'42["%b",%b]' % (kind.encode(), json.dumps(data).encode())
