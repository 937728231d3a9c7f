"""`python -m benchmarks.uploads`: files up and down, beside nginx that takes and serves the same on the same disk.

Writes its section of `benchmarks/RESULTS.md`, unless it is a quick run.

Up: pieces of 1 MiB one after the other over one connection, as browsers send them; nginx stores each (`PUT`), Chatapp
makes one file of them and a message. Down: the whole file. Both servers share a core and take turns; ratios are formed
within a turn. The server's memory is watched meanwhile. Then somebody posts: alone, while such files come and go, and
while the same sender's come and go at nginx, which shows what the machine itself does to a post meanwhile.
Exit status 1 if what comes down is not what went up.
"""

import asyncio
import hashlib
import json
import multiprocessing
import os
import shlex
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from benchmarks.compare import environment
from benchmarks.compare.parts import HERE
from benchmarks.deliveries import percentile
from benchmarks.file_line import Line
from benchmarks.files_section import section
from benchmarks.nginx import Nginx, nginx
from benchmarks.run import own_server
from benchmarks.sections import placed
from chatapp.uploads.limits import MEBIBYTE, PIECE
from tests.support.people.sending import MadeFile, forget_peak, peak
from tests.support.servers.server import Person, Server

RATE = 25.0  # posts a second
LAST = 19  # steps of priority


@dataclass
class Found:
    """What was measured, turn by turn: MiB a second, how often nginx's goes into it, memory, and posts' waits."""

    up: list[float] = field(default_factory=list)
    nginx_up: list[float] = field(default_factory=list)
    up_times: list[float] = field(default_factory=list)
    down: list[float] = field(default_factory=list)
    nginx_down: list[float] = field(default_factory=list)
    down_times: list[float] = field(default_factory=list)
    memory_mib: list[float] = field(default_factory=list)
    quiet_p99_ms: list[float] = field(default_factory=list)
    busy_p99_ms: list[float] = field(default_factory=list)
    nginx_p99_ms: list[float] = field(default_factory=list)
    p99_times: list[float] = field(default_factory=list)
    p99_nginx_times: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Chatapp:
    """Somebody's files in a room."""

    port: int
    person: Person
    room: str

    def up(self, pieces: list[bytes]) -> str:
        """Send a file and post it; returns its address."""
        with Line(self.port, self.person.token) as line:
            new = {"name": "film.bin", "size": sum(map(len, pieces)), "client_upload_id": str(uuid4())}
            upload = json.loads(line.ask("POST", f"/api/v1/rooms/{self.room}/uploads", new))["uuid"]
            offset = 0
            for piece in pieces:
                line.ask("PATCH", f"/api/v1/uploads/{upload}", piece, {"Upload-Offset": str(offset)})
                offset += len(piece)
            posted = json.loads(self._post(line, "", upload))
        return str(posted["attachments"][0]["url"])

    def down(self, address: str, digest: "hashlib._Hash | None" = None) -> None:
        """Read a file."""
        with Line(self.port, self.person.token) as line:
            line.read(address, digest)

    def waits(self, seconds: float) -> list[float]:
        """Post at a steady rate; returns how long each took, in ms."""
        found = []
        with Line(self.port, self.person.token) as line:
            began = time.perf_counter()
            for number in range(int(seconds * RATE)):
                time.sleep(max(0.0, began + number / RATE - time.perf_counter()))
                asked = time.perf_counter()
                self._post(line, "Build 000017 went out.")
                found.append((time.perf_counter() - asked) * 1e3)
        return found

    def _post(self, line: Line, body: str, *uploads: str) -> bytes:
        said = {"body": body, "client_message_id": str(uuid4()), "uploads": list(uploads)}
        return line.ask("POST", f"/api/v1/rooms/{self.room}/messages", said)


async def measure(directory: Path, *, turns: int, size: int, seconds: float) -> Found:
    """Measure in turns. ``size``: bytes of a file; ``seconds``: of posting, with and without files on their way."""
    found = Found()
    async with own_server(directory / "own") as server:
        person = await server.person()
        own = Chatapp(server.port, person, await server.room(person))
        pieces = pieces_of(MadeFile(size))
        with nginx(directory / "nginx", pieces) as other:
            own.down(own.up(pieces[:3]))  # to warm up
            other.down(other.up(pieces[:3]))
            for turn in range(turns):
                _turn(found, server, own, other, pieces_of(MadeFile(size, f"turn {turn}")))
            for _ in range(turns if seconds else 0):
                _posts(found, own, other, seconds, size)
    return found


def pieces_of(file: MadeFile) -> list[bytes]:
    """Return all pieces of a file."""
    return [file.piece(offset) for offset in range(0, file.size, PIECE)]


def _turn(found: Found, server: Server, own: Chatapp, other: Nginx, pieces: list[bytes]) -> None:
    assert server.process is not None
    size, address = sum(map(len, pieces)), ""

    def send() -> None:
        nonlocal address
        address = own.up(pieces)

    found.nginx_up.append(_speed(size, lambda: other.up(pieces)))
    before = forget_peak(server.process.pid)
    found.up.append(_speed(size, send))
    found.nginx_down.append(_speed(size, lambda: other.down("/whole")))
    found.down.append(_speed(size, lambda: own.down(address)))
    found.memory_mib.append(peak(server.process.pid) - before)
    found.up_times.append(found.up[-1] / found.nginx_up[-1])
    found.down_times.append(found.down[-1] / found.nginx_down[-1])
    sent, came = hashlib.sha256(b"".join(pieces)), hashlib.sha256()
    own.down(address, came)
    if sent.digest() != came.digest():
        raise RuntimeError("what came down is not what went up")


def _posts(found: Found, own: Chatapp, other: Nginx, seconds: float, size: int) -> None:
    """Post; then again while another process sends and reads files, and while it does the same with nginx."""
    found.quiet_p99_ms.append(percentile(own.waits(seconds), 99) or 0.0)
    for peer, p99_ms in ((other, found.nginx_p99_ms), (own, found.busy_p99_ms)):
        with _going_on(peer, size):
            p99_ms.append(percentile(own.waits(seconds), 99) or 0.0)
    other.forget()
    found.p99_times.append(found.busy_p99_ms[-1] / found.quiet_p99_ms[-1])
    found.p99_nginx_times.append(found.busy_p99_ms[-1] / found.nginx_p99_ms[-1])


@contextmanager
def _going_on(peer: Chatapp | Nginx, size: int) -> Iterator[None]:
    """Have another process send and read files meanwhile. It has what its core can spare: the one who posts goes first.

    Otherwise it would be measured how two programs share the client's core.
    """
    context = multiprocessing.get_context("spawn")
    going_on = context.Process(target=_go_on, args=(peer, size), daemon=True)
    going_on.start()
    time.sleep(2)
    try:
        yield
        if not going_on.is_alive():
            raise RuntimeError("the files broke off")
    finally:
        going_on.kill()
        going_on.join()


def _go_on(peer: Chatapp | Nginx, size: int) -> None:
    os.nice(LAST)
    for number in range(1_000_000):
        peer.down(peer.up(pieces_of(MadeFile(size, f"on {number}"))))


def _speed(size: int, act: Callable[[], object]) -> float:
    """Do something with so many bytes; returns MiB a second."""
    begun = time.perf_counter()
    act()
    return size / MEBIBYTE / (time.perf_counter() - begun)


def _sentences(found: Found) -> Iterator[str]:
    for name, values in asdict(found).items():
        if values:
            yield f"{name:>14}: {statistics.median(values):8.2f} ({min(values):.2f} to {max(values):.2f})"


def main(
    quick: Annotated[bool, typer.Option("--quick", help="Two turns, and short ones of posting.")] = False,
    turns: Annotated[int, typer.Option(min=0, max=50, help="0: as usual, 5, or 2 if quick.")] = 0,
    megabytes: Annotated[int, typer.Option(min=1, max=100, help="Of a file.")] = 100,
    seconds: Annotated[float, typer.Option(min=-1, max=60, help="Of posting; 0: none; -1: as usual, 8, or 4.")] = -1,
    note: Annotated[str, typer.Option(help="What a reader must know of this run.")] = "",
    out: Annotated[Path, typer.Option(help="Where everything goes as JSON.")] = HERE / "out/uploads.json",
    results: Annotated[Path, typer.Option(help="Where the section goes.")] = HERE / "RESULTS.md",
) -> None:
    """Measure files up and down."""
    turns = turns or (2 if quick else 5)
    seconds = seconds if seconds >= 0 else 4.0 if quick else 8.0
    with tempfile.TemporaryDirectory(prefix="chatapp-uploads-") as directory:
        found = asyncio.run(measure(Path(directory), turns=turns, size=megabytes * MEBIBYTE, seconds=seconds))
    out.parent.mkdir(parents=True, exist_ok=True)
    record = {
        "command": shlex.join(["python", "-m", "benchmarks.uploads", *sys.argv[1:]]),
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "revision": environment.revision(),
        "machine": environment.machine(),
        "note": note,
        "size": megabytes,
        **asdict(found),
    }
    out.write_text(json.dumps(record, indent=2) + "\n")
    if not quick:
        results.write_text(placed(results.read_text(), section(record)))
    for sentence in _sentences(found):
        typer.echo(sentence)


if __name__ == "__main__":
    typer.run(main)
