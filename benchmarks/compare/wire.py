"""A websocket from the client's side, in a few bytes, for servers of our own on loopback.

It speaks as `benchmarks.wire` does, and leaves reading to `readers`.
"""

import asyncio
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from benchmarks.wire import END_OF_HEAD, upgrade_request

TEXT, PING, PONG = 0x81, 0x89, 0x8A  # whole messages in one frame


class Refused(Exception):  # noqa: N818
    """The server did not accept the websocket."""


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
    await loop.sock_sendall(line, upgrade_request(url, headers))
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
