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


def _frame_at(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Return the kind of the server's frame that begins here, and where its payload begins and ends, if it is whole."""
    if len(data) < at + 2:
        return None
    length, begin = data[at + 1], at + 2
    if length >= 126:
        begin = at + (4 if length == 126 else 10)
        if len(data) < begin:
            return None
        length = int.from_bytes(data[at + 2 : begin], "big")
    return (data[at] & 0x0F, begin, begin + length) if len(data) >= begin + length else None


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
        if not self._is_open:
            self._buffer += data
            if not self._is_accepted():
                return
        elif self._buffer:
            self._buffer += data
        else:  # nearly always: frames that are whole are not copied before they are cut out
            data = data[self._take(data) :]
            self._buffer += data
            return
        del self._buffer[: self._take(bytes(self._buffer))]

    def _take(self, data: bytes) -> int:
        """Pass whole frames on; returns how many bytes they were."""
        at = 0
        while (frame := _frame_at(data, at)) is not None:
            opcode, begin, at = frame
            if opcode == TEXT:
                self._on_text(data[begin:at])
            elif opcode == PING:
                self._write(PONG, data[begin:at])
        return at

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

    def _write(self, opcode: int, payload: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(client_frame(WHOLE | opcode, payload))
