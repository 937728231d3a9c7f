"""NiceGUI's own chat pattern, spoken to as its pages do."""

import asyncio
from collections.abc import Collection
from pathlib import Path

from benchmarks.compare.messages import body, numbers_in
from benchmarks.compare.nicegui_page import acknowledge, answer_to, fire, open_page, page_of
from benchmarks.compare.peer import PeerServer
from benchmarks.compare.readers import Reader, Readers
from benchmarks.compare.subject import stored_in
from benchmarks.compare.verdict import Faults, judge
from tests.support.browser.page_client import PageClient

THEIRS = 3.0  # seconds between two acknowledgements of a page of NiceGUI's own


class NiceGuiPeer:
    """A server whose pages draw all messages anew for each one."""

    def __init__(self, directory: Path) -> None:
        self.readers = Readers(numbers_in, answer_to)
        self._server = PeerServer(directory, "nicegui_chat.py")
        self._acknowledging: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._server.pid

    async def start(self, pages: int) -> None:
        """Start the server."""
        await self._server.start()
        self._acknowledging = asyncio.create_task(acknowledge(self.readers, THEIRS, at=1), name="pages acknowledge")

    async def open(self, index: int) -> Reader:
        """Open a page."""
        return await open_page(PageClient(self._server.base, "/chat"), self.readers)

    async def post(self, reader: Reader, number: int) -> None:
        """Type the text into the field and press Enter."""
        field = page_of(reader).find(placeholder="message")
        await fire(reader, field, "update:value", body(number))
        await fire(reader, field, "keydown", {})

    def judge(self, posted: Collection[int]) -> Faults:
        """Compare; a page shows what it was told last."""
        stored = stored_in(self._server.database)
        found = judge(sorted(posted), sorted(stored))
        for reader in self.readers:
            shown = next((message.numbers for message in reversed(reader.received) if message.numbers), [])
            found += judge(stored, list(shown))
        return found

    async def stop(self) -> None:
        """End the server."""
        if self._acknowledging is not None:
            self._acknowledging.cancel()
        await self._server.stop()
