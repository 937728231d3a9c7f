"""A file on its way to a real server, as a program sends it over a bad line: cut off anywhere, and taken up again."""

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from chatapp.uploads.limits import MEBIBYTE, PIECE
from tests.support.servers.server import Person, Server


@dataclass(frozen=True)
class MadeFile:
    """A file whose pieces are made when they are needed: it is as large as one likes, and no two pieces are alike."""

    size: int
    seed: str = "file"

    def piece(self, offset: int) -> bytes:
        """Return the piece that begins at an offset."""
        return random.Random(f"{self.seed}{offset}").randbytes(min(PIECE, self.size - offset))

    @property
    def sha256(self) -> str:
        """Its digest."""
        digest = hashlib.sha256()
        for offset in range(0, self.size, PIECE):
            digest.update(self.piece(offset))
        return digest.hexdigest()


@dataclass
class Sending:
    """One file, sent by one person into one room. ``key``: asking again with the same one makes no second upload."""

    server: Server
    person: Person
    room: str
    file: MadeFile
    key: str = ""
    upload: str = ""

    async def begin(self) -> int:
        """Begin, or, as a page does that was loaded again, ask how far it is; returns that."""
        self.key = self.key or str(uuid4())
        new = {"name": "film.bin", "size": self.file.size, "client_upload_id": self.key}
        async with self.server.http(self.person) as http:
            answer = await http.post(f"/api/v1/rooms/{self.room}/uploads", json=new)
        assert answer.status_code in (200, 201), answer.text
        self.upload = str(answer.json()["uuid"])
        return int(answer.json()["offset"])

    async def go_on(self, offset: int, until: int) -> int:
        """Send pieces from an offset on until so many bytes are there; returns how many are."""
        async with self.server.http(self.person) as http:
            while offset < until:
                answer = await http.patch(
                    self.path, content=self.file.piece(offset), headers={"Upload-Offset": str(offset)}
                )
                assert answer.status_code == 204, answer.text
                offset = int(answer.headers["upload-offset"])
        return offset

    async def cut(self, offset: int, after: int) -> None:
        """Begin to send the piece at an offset, and be cut off when so many of its bytes are sent."""
        piece = self.file.piece(offset)
        head = (
            f"PATCH {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
            f"Authorization: Bearer {self.person.token}\r\nUpload-Offset: {offset}\r\n"
            f"Content-Length: {len(piece)}\r\n\r\n"
        )
        _, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        writer.write(head.encode() + piece[:after])
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def post(self, key: str) -> dict[str, Any]:
        """Post the message that has the file; returns it."""
        new = {"body": "", "client_message_id": key, "uploads": [self.upload]}
        async with self.server.http(self.person) as http:
            answer = await http.post(f"/api/v1/rooms/{self.room}/messages", json=new)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    @property
    def path(self) -> str:
        """The upload's address."""
        return f"/api/v1/uploads/{self.upload}"


async def download(server: Server, person: Person, address: str, seen: Callable[[int], None] | None = None) -> str:
    """Read a file as it comes, and return its digest. ``seen``: is told the bytes of each part."""
    digest = hashlib.sha256()
    async with server.http(person) as http, http.stream("GET", address) as answer:
        assert answer.status_code == httpx.codes.OK
        async for part in _parts(answer):
            digest.update(part)
            if seen is not None:
                seen(len(part))
    return digest.hexdigest()


async def _parts(answer: httpx.Response) -> AsyncIterator[bytes]:
    async for part in answer.aiter_raw():
        yield part


def forget_peak(pid: int) -> float:
    """Begin to watch the peak of a process's memory anew; returns what it has now, in MiB."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return _memory(pid, "VmRSS")


def peak(pid: int) -> float:
    """Return the most memory that a process has had since then, in MiB."""
    return _memory(pid, "VmHWM")


def _memory(pid: int, which: str) -> float:
    told = Path(f"/proc/{pid}/status").read_text()
    return int(told.partition(f"{which}:")[2].split()[0]) * 1024 / MEBIBYTE
