"""Peers: servers under `benchmarks/peers/`, run by a virtual environment of their own."""

import asyncio
import subprocess
from collections.abc import Collection, Sequence
from pathlib import Path

from benchmarks.compare.messages import body, numbers_in
from benchmarks.compare.readers import Reader, Readers
from benchmarks.compare.subject import stored_in
from benchmarks.compare.verdict import Faults, judge
from benchmarks.compare.wire import dial
from tests.support.servers.server import free_port

HERE = Path(__file__).parent.parent
PYTHON = HERE / ".peers/bin/python"
READY_WITHIN = 30.0  # seconds


def nothing(text: bytes) -> None:
    """Answer nothing: a plain websocket's page has nothing to say to what it hears."""


class PlainPeer:
    """A server whose pages are plain websockets: they send a text, and hear everybody's."""

    def __init__(self, directory: Path, script: str, arguments: Sequence[str] = ()) -> None:
        self.readers = Readers(numbers_in, nothing)
        self._server = PeerServer(directory, script, arguments)

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._server.pid

    async def start(self, pages: int) -> None:
        """Start the server."""
        await self._server.start()

    async def open(self, index: int) -> Reader:
        """Open a websocket."""
        reader = Reader(*await dial(f"{self._server.base}/chat", {}))
        self.readers.add(reader)
        return reader

    async def post(self, reader: Reader, number: int) -> None:
        """Send the text."""
        await reader.send(body(number))

    def judge(self, posted: Collection[int]) -> Faults:
        """Compare; each message must come in exactly one frame to each page."""
        stored = stored_in(self._server.database)
        found = judge(sorted(posted), sorted(stored))
        for reader in self.readers:
            found += judge(stored, [number for message in reader.received for number in message.numbers])
        return found

    async def stop(self) -> None:
        """End the server."""
        await self._server.stop()


class PeerServer:
    """A peer's process, on a database of its own."""

    def __init__(self, directory: Path, script: str, arguments: Sequence[str] = ()) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.port, self.database = free_port(), directory / "chat.db"
        self.base = f"http://127.0.0.1:{self.port}"
        self._log = directory / "server.log"
        self._command = [str(PYTHON), str(HERE / "peers" / script), str(self.port), str(self.database), *arguments]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start it and wait until it takes connections.

        Raises:
            RuntimeError: it ended, or was not ready within 30 s.
        """
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220  (it is over in a moment)
                self._command, stdout=log, stderr=log, cwd=self._log.parent
            )
        for _ in range(int(READY_WITHIN * 10)):
            if self._process.poll() is not None:
                break
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return
        raise RuntimeError(f"the peer did not start:\n{self._log.read_text()}")

    async def stop(self) -> None:
        """Ask it to end; kill it if it does not."""
        if self._process is not None:
            self._process.terminate()
            try:
                await asyncio.to_thread(self._process.wait, 10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
