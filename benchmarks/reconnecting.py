"""`python -m benchmarks.reconnecting`: a server is restarted under many open pages; how long until all are back.

Pages come back as browsers do: Socket.IO tries again after half a second to one and a half, then more and more rarely;
a server that doesn't know a page has it loaded anew. Somebody goes on posting. Exit status 1 if a page that is back
doesn't show each of the newest messages once and in order.
"""

import asyncio
import random
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Annotated
from uuid import uuid4

import httpx
import typer

from benchmarks import out_file
from benchmarks.deliveries import Deliveries, percentile
from benchmarks.page import Page
from benchmarks.process import allow_many_sockets, cores, on_core, usage
from benchmarks.run import BODY, each, own_server
from benchmarks.verdict import of_rows, of_the_database
from benchmarks.wire import Wire
from tests.support.page_client import Refused
from tests.support.server import Person, Server

PAGES_A_PERSON = 2
EARLIER = 50  # messages in the room before
POST_EVERY = 0.1  # seconds
FIRST_DELAY, LONGEST_DELAY, RANDOMNESS = 1.0, 5.0, 0.5  # Socket.IO's own; seconds
UNKNOWN = "handshake failed"  # to a page that the server doesn't know, which is loaded anew then
PATIENCE = 120.0  # seconds after which what is missing counts as lost


class ReturningPage(Page):
    """A page that comes back. ``back_at``: since when it is connected, as perf_counter counts; 0: it is not."""

    def __init__(self, base: str, room: str, cookie: str, deliveries: Deliveries, longest_delay: float) -> None:
        super().__init__(base, room, cookie, deliveries)
        self.back_at = 0.0
        self.served_in = 0.0  # seconds that the attempt took which succeeded
        self._longest_delay = longest_delay
        self._is_lost = asyncio.Event()

    async def live(self) -> None:
        """Come back whenever the connection is lost or the server says that it does not know the page."""
        while True:
            await self._is_lost.wait()
            self._is_lost.clear()
            delay = FIRST_DELAY
            while not self.back_at:
                await asyncio.sleep(delay * random.uniform(1 - RANDOMNESS, 1 + RANDOMNESS))
                delay = min(2 * delay, self._longest_delay)
                with suppress(OSError, Refused, TimeoutError, httpx.TransportError):
                    await self._try_again()

    async def _try_again(self) -> None:
        began = perf_counter()
        try:
            await self._connect_anew()
        except Refused as refusal:
            if UNKNOWN not in str(refusal):
                raise
            self.document_id = str(uuid4())
            await self.get()
            await self._connect_anew()
        self.back_at = perf_counter()
        self.served_in = self.back_at - began
        await self.tell("activity", True, True)

    async def _connect_anew(self) -> None:
        self._wire.close()
        self._wire = Wire(self._on_text, self._on_lost)
        await self.connect()

    def _on_lost(self, why: str) -> None:
        if self._handshake is not None and not self._handshake.done():
            self._handshake.set_exception(Refused(why))
        self.back_at = 0.0
        self._is_lost.set()


@dataclass(slots=True)
class Reconnecting:
    """What was measured. Seconds since the new server was ready, but for ``start_s``, which it took until then."""

    pages: int
    start_s: float = 0.0
    back_p50_s: float | None = None
    back_last_s: float = 0.0
    served_p50_s: float | None = None  # from the attempt that succeeded until the page was back
    served_last_s: float = 0.0
    cpu_s: float | None = None  # of the new server until all were back
    posts: int = 0
    violations: list[str] = field(default_factory=list)


class Restart:
    """Pages of one room, and what becomes of them when their server is restarted."""

    def __init__(self, server: Server, pages: int, longest_delay: float) -> None:
        self._server, self._longest_delay = server, longest_delay
        self._deliveries = Deliveries()
        self._pages: list[ReturningPage] = []
        self._acknowledged: list[str] = []
        self.found = Reconnecting(pages)

    async def __call__(self) -> Reconnecting:
        """Open the pages, restart the server, wait for all of them, and judge."""
        server = self._server
        people = [await server.person(f"person{at}") for at in range(max(1, self.found.pages // PAGES_A_PERSON))]
        room = await server.room(*people)
        for _ in range(EARLIER):
            await self._post(people[0], room)
        for person in people:  # what is new is shown as far as somebody has scrolled, and nobody scrolls here
            await self._read(person, room)
        try:
            await each(range(self.found.pages), lambda at: self._open(people[at % len(people)], room), 4)
            await self._deliveries.fall_silent(quiet=1.0, at_most=30.0)
            lives = [asyncio.create_task(page.live()) for page in self._pages]
            ready = await self._restart()
            async with asyncio.timeout(PATIENCE):
                while not all(page.back_at for page in self._pages):
                    await self._post(people[0], room)
                    await asyncio.sleep(POST_EVERY)
            self._measure(ready)
            await self._deliveries.fall_silent(quiet=1.0, at_most=10.0)
            await self._judge(people[0], room)
            for life in lives:
                life.cancel()
        finally:
            await asyncio.gather(*(page.close() for page in self._pages))
        return self.found

    async def _open(self, person: Person, room: str) -> None:
        page = ReturningPage(self._server.base, room, person.cookie, self._deliveries, self._longest_delay)
        self._pages.append(page)
        await page.open()

    async def _post(self, person: Person, room: str) -> None:
        key = str(uuid4())
        (await self._server.post(person, room, BODY.format(len(self._acknowledged)), key)).raise_for_status()
        self._acknowledged.append(key)

    async def _read(self, person: Person, room: str) -> None:
        async with self._server.http(person) as http:
            (await http.put(f"/api/v1/rooms/{room}/read", json={"number": len(self._acknowledged)})).raise_for_status()

    async def _restart(self) -> float:
        """Stop the server and start another one; returns when it was ready."""
        await self._server.stop()
        began, chosen = perf_counter(), cores()
        with on_core(chosen[0] if chosen else None):
            await self._server.start()
        self.found.start_s = (ready := perf_counter()) - began
        return ready

    def _measure(self, ready: float) -> None:
        found, seconds = self.found, [max(0.0, page.back_at - ready) for page in self._pages]
        found.back_p50_s, found.back_last_s = percentile(seconds, 50), max(seconds)
        served = [page.served_in for page in self._pages]
        found.served_p50_s, found.served_last_s = percentile(served, 50), max(served)
        assert self._server.process is not None
        if used := usage(self._server.process.pid):
            found.cpu_s = used.cpu

    async def _judge(self, person: Person, room: str) -> None:
        messages = await self._server.messages(person, room)
        stored = [(int(message["number"]), str(message["client_message_id"])) for message in messages]
        self.found.posts = len(stored)
        self.found.violations = of_the_database(stored, self._acknowledged)
        for index, page in enumerate(self._pages):
            self.found.violations += [f"page {index}: {sentence}" for sentence in of_rows(stored, page.rows())]


async def measure(directory: Path, *, pages: int, longest_delay: float = LONGEST_DELAY) -> Reconnecting:
    """Measure on a new server in an empty directory. ``longest_delay``: seconds between two attempts of a page."""
    async with own_server(directory) as server:
        return await Restart(server, pages, longest_delay)()


def main(
    pages: Annotated[int, typer.Option(min=1, max=5000, help="Open pages.")] = 500,
    longest_delay: Annotated[
        float, typer.Option(min=0.1, max=60, help="Seconds between two attempts of a page, at most.")
    ] = LONGEST_DELAY,
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = Path("benchmarks/out/reconnecting.json"),
) -> None:
    """Restart a server under open pages."""
    allow_many_sockets()
    with tempfile.TemporaryDirectory(prefix="chatapp-reconnecting-") as directory:
        found = asyncio.run(measure(Path(directory), pages=pages, longest_delay=longest_delay))
    typer.echo(out_file.write(out, asdict(found)))
    raise typer.Exit(1 if found.violations else 0)


if __name__ == "__main__":
    typer.run(main)
