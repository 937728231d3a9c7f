"""A websocket from the client's side in a few microseconds a frame, so that the load client is never what is measured.

A library's client costs several times what the server is meant to spend on a delivery. This one speaks only to our own
server on loopback: unfragmented frames, no extensions, and the zero mask, which is valid and changes nothing.
"""

import asyncio
import base64
import os
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
WHOLE = 0x80  # a message in one frame
END_OF_HEAD = b"\r\n\r\n"
NO_MASK = bytes(4)


def upgrade_request(url: str, headers: Mapping[str, str]) -> bytes:
    """Return the request that asks for a websocket at this address."""
    parts = urlsplit(url)
    asked = {
        "Host": parts.netloc,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        **headers,
    }
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    lines = [f"GET {target} HTTP/1.1", *(f"{name}: {value}" for name, value in asked.items())]
    return "\r\n".join(lines).encode() + END_OF_HEAD


def client_frame(kind: int, payload: bytes) -> bytes:
    """Return a client's websocket frame. ``kind``: its first byte."""
    size = len(payload)
    if size < 126:
        return bytes((kind, 0x80 | size)) + NO_MASK + payload
    if size < 65_536:
        return bytes((kind, 0x80 | 126)) + size.to_bytes(2, "big") + NO_MASK + payload
    return bytes((kind, 0x80 | 127)) + size.to_bytes(8, "big") + NO_MASK + payload


class Wire(asyncio.Protocol):
    """One connection. ``on_text`` sees each text frame as it arrives; ``on_lost`` is told why no more will come."""

    def __init__(self, on_text: Callable[[bytes], None], on_lost: Callable[[str], None]) -> None:
        self._on_text = on_text
        self._on_lost = on_lost
        self._buffer = bytearray()
        self._is_open = False
        self._is_closing = False
        self._transport: asyncio.Transport | None = None

    async def connect(self, url: str, headers: Mapping[str, str]) -> None:
        """Connect and ask for the upgrade; the answer comes to `data_received`."""
        parts = urlsplit(url)
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_connection(lambda: self, parts.hostname or "", parts.port or 80)
        self._transport.write(upgrade_request(url, headers))

    def send(self, text: str) -> None:
        """Send a text frame."""
        self._write(TEXT, text.encode())

    def close(self) -> None:
        """Close; ``on_lost`` is not called for this."""
        self._is_closing = True
        if self._transport is not None:
            self._write(CLOSE, b"")
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Parse what arrived, and pass whole frames on."""
        self._buffer += data
        if not self._is_open and not self._is_accepted():
            return
        while (frame := self._next_frame()) is not None:
            opcode, payload = frame
            if opcode == TEXT:
                self._on_text(payload)
            elif opcode == PING:
                self._write(PONG, payload)

    def connection_lost(self, error: Exception | None) -> None:
        """Report why the connection was lost, unless we closed it."""
        if not self._is_closing:
            self._on_lost(f"the connection was lost ({error or 'closed by the server'})")

    def _is_accepted(self) -> bool:
        head, end, rest = self._buffer.partition(END_OF_HEAD)
        if not end:
            return False
        self._is_open = head.startswith(b"HTTP/1.1 101")
        self._buffer = rest
        if not self._is_open:
            self.close()
            self._on_lost(f"the server refused the websocket: {head.splitlines()[0].decode()}")
        return self._is_open

    def _next_frame(self) -> tuple[int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        length, start = buffer[1], 2
        if length >= 126:
            start = 4 if length == 126 else 10
            length = int.from_bytes(buffer[2:start], "big") if len(buffer) >= start else 0
        end = start + length
        if len(buffer) < end:
            return None
        frame = buffer[0] & 0x0F, bytes(buffer[start:end])
        del buffer[:end]
        return frame

    def _write(self, opcode: int, payload: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(client_frame(WHOLE | opcode, payload))
