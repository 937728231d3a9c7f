"""One kept HTTP connection that costs little, for files: what comes down is counted, and hashed only if asked for."""

import hashlib
import json
import socket
import time
from collections.abc import Mapping
from typing import Any, Self

from tests.support.running.patience import PATIENCE

BUFFER = 1024 * 1024  # bytes
END = b"\r\n\r\n"


class Line:
    """A connection to a port of this machine. ``token``: of who asks, if somebody must."""

    def __init__(self, port: int, token: str = "") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._always = f"Host: 127.0.0.1:{port}\r\n" + (f"Authorization: Bearer {token}\r\n" if token else "")
        self._buffer = memoryview(bytearray(BUFFER))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    @classmethod
    def wait_for(cls, port: int) -> None:
        """Wait until somebody listens."""
        for _ in range(int(PATIENCE / 0.05)):
            try:
                cls(port).__exit__()
            except ConnectionRefusedError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"nobody listens on port {port}")

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | dict[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """Send a request, and return the answer's body.

        Raises:
            RuntimeError: it is no success.
        """
        own = dict(headers or {})
        if isinstance(body, dict):
            body, own["Content-Type"] = json.dumps(body).encode(), "application/json"
        self._send(method, path, body or b"", own)
        size, begun = self._head(f"{method} {path}")
        while len(begun) < size:
            begun += self._socket.recv(BUFFER)
        return begun

    def read(self, path: str, digest: "hashlib._Hash | None" = None) -> int:
        """Read a file, and drop it; returns its size. ``digest``: what its bytes are fed to.

        Raises:
            RuntimeError: it is not there.
        """
        self._send("GET", path, b"", {})
        size, begun = self._head(path)
        if digest is not None:
            digest.update(begun)
        left = size - len(begun)
        while left:
            if not (count := self._socket.recv_into(self._buffer)):
                raise RuntimeError(f"{path}: cut off")
            if digest is not None:
                digest.update(self._buffer[:count])
            left -= count
        return size

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        length = f"Content-Length: {len(body)}\r\n" if body or method != "GET" else ""
        self._socket.sendall(f"{method} {path} HTTP/1.1\r\n{self._always}{more}{length}\r\n".encode())
        if body:
            self._socket.sendall(body)

    def _head(self, what: str) -> tuple[int, bytes]:
        """Read the head of an answer; returns how long its body is, and what of it has come already."""
        told = b""
        while END not in told:
            if not (part := self._socket.recv(BUFFER)):
                raise RuntimeError(f"{what}: no answer")
            told += part
        head, _, begun = told.partition(END)
        status, *lines = head.decode("latin-1").split("\r\n")
        if status.split(" ")[1][0] != "2":
            raise RuntimeError(f"{what}: {status} {begun[:300]!r}")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return int(headers.get("content-length", "0")), begun
