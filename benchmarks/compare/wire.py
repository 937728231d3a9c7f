"""A websocket from the client's side, in a few bytes, for servers of our own on loopback.

It asks for no extension, sends the zero mask, which is valid and changes nothing, and leaves reading to `readers`.
"""

import asyncio
import base64
import os
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

TEXT, PING, PONG = 0x81, 0x89, 0x8A  # whole messages in one frame
END_OF_HEAD = b"\r\n\r\n"
NO_MASK = bytes(4)


class Refused(Exception):  # noqa: N818
    """The server did not accept the websocket."""


def client_frame(kind: int, payload: bytes) -> bytes:
    """Return a client's websocket frame."""
    size = len(payload)
    if size < 126:
        return bytes((kind, 0x80 | size)) + NO_MASK + payload
    if size < 65_536:
        return bytes((kind, 0x80 | 126)) + size.to_bytes(2, "big") + NO_MASK + payload
    return bytes((kind, 0x80 | 127)) + size.to_bytes(8, "big") + NO_MASK + payload


async def dial(url: str, headers: Mapping[str, str]) -> tuple[socket.socket, bytes]:
    """Open a websocket; returns its socket, not blocking, and what the server has already sent.

    Raises:
        Refused: the server did not accept the upgrade.
    """
    parts, loop = urlsplit(url), asyncio.get_running_loop()
    line = socket.socket()
    line.setblocking(False)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    await loop.sock_connect(line, (parts.hostname, parts.port))
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
    await loop.sock_sendall(line, "\r\n".join(lines).encode() + END_OF_HEAD)
    answer = b""
    while END_OF_HEAD not in answer:
        if not (part := await loop.sock_recv(line, 65_536)):
            raise Refused("the server closed the connection")
        answer += part
    head, _, rest = answer.partition(END_OF_HEAD)
    if not head.startswith(b"HTTP/1.1 101"):
        line.close()
        raise Refused(head.decode(errors="replace").splitlines()[0])
    return line, rest
