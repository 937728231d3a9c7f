"""`python -m benchmarks.reconnecting`: a server is restarted under many open pages; how long until all are back.

Pages come back as browsers do: ours try again after half a second to one and a half, and then every one and a half; a
server that doesn't know a page has it loaded anew. Somebody goes on posting. All share one address, limits are an
operator's, and everybody was last seen an hour ago, as people were whose pages have long been open. Exit status 1 if a
page that is back doesn't show each of the newest messages once and in order.
"""

import asyncio
import random
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Annotated
from uuid import uuid4

import httpx
import typer
from sqlmodel import create_engine, update

from benchmarks import out_file
from benchmarks.deliveries import Deliveries, percentile
from benchmarks.page import Page
from benchmarks.process import allow_many_sockets, cores, on_core, usage
from benchmarks.run import BODY, each, own_server
from benchmarks.verdict import of_rows, of_the_database
from benchmarks.wire import Wire
from models import LoginSession
from models.utc_datetime import now
from tests.support.browser.page_client import Refused
from tests.support.servers.server import Person, Server

PAGES_A_PERSON = 2
POSTERS = 10  # who have no page: each may post so often
EARLIER = 50  # messages in the room before
POST_EVERY = 0.1  # seconds
LAST_SEEN = timedelta(hours=1)
SETTINGS = {"CHATAPP_TRIES_PER_MINUTE": "10"}  # the default, which tests raise
FIRST_DELAY, LONGEST_DELAY, RANDOMNESS = (
    1.0,
    1.5,
    0.5,
)  # Socket.IO's, and `pages/browser/shell/connection.js`'s; seconds
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
                delay_now = delay * random.uniform(1 - RANDOMNESS, 1 + RANDOMNESS)
                await asyncio.sleep(min(delay_now, self._longest_delay))
                delay *= 2
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
    stop_s: float = 0.0  # until the old server had ended
    start_s: float = 0.0
    start_cpu_s: float | None = None  # of the new server until it was ready
    back_p50_s: float | None = None
    back_last_s: float = 0.0
    served_p50_s: float | None = None  # from the attempt that succeeded until the page was back
    served_last_s: float = 0.0
    cpu_s: float | None = None  # of the new server, from when it was ready until all were back
    client_cpu_s: float = 0.0  # of those who load it, in the same time, on another core
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
        posters = [await server.person(f"poster{at}") for at in range(POSTERS)]
        room = await server.room(*people, *posters)
        for _ in range(EARLIER):
            await self._post(posters, room)
        for person in people:  # what is new is shown as far as somebody has scrolled, and nobody scrolls here
            await self._read(person, room)
        try:
            await each(range(self.found.pages), lambda at: self._open(people[at % len(people)], room), 4)
            await self._deliveries.fall_silent(quiet=1.0, at_most=30.0)
            lives = [asyncio.create_task(page.live()) for page in self._pages]
            ready = await self._restart()
            async with asyncio.timeout(PATIENCE):
                while not all(page.back_at for page in self._pages):
                    await self._post(posters, room)
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

    async def _post(self, posters: list[Person], room: str) -> None:
        key, person = str(uuid4()), posters[len(self._acknowledged) % len(posters)]
        (await self._server.post(person, room, BODY.format(len(self._acknowledged)), key)).raise_for_status()
        self._acknowledged.append(key)

    async def _read(self, person: Person, room: str) -> None:
        async with self._server.http(person) as http:
            (await http.put(f"/api/v1/rooms/{room}/read", json={"number": len(self._acknowledged)})).raise_for_status()

    async def _restart(self) -> float:
        """Stop the server and start another one; returns when it was ready."""
        began = perf_counter()
        await self._server.stop()
        self.found.stop_s = perf_counter() - began
        _age_sessions(self._server.database_url)
        began, chosen = perf_counter(), cores()
        with on_core(chosen[0] if chosen else None):
            await self._server.start()
        self.found.start_s = (ready := perf_counter()) - began
        self.found.start_cpu_s, self.found.client_cpu_s = self._cpu(), process_time()
        return ready

    def _cpu(self) -> float | None:
        assert self._server.process is not None
        used = usage(self._server.process.pid)
        return used.cpu if used else None

    def _measure(self, ready: float) -> None:
        found, seconds = self.found, [max(0.0, page.back_at - ready) for page in self._pages]
        found.back_p50_s, found.back_last_s = percentile(seconds, 50), max(seconds)
        served = [page.served_in for page in self._pages]
        found.served_p50_s, found.served_last_s = percentile(served, 50), max(served)
        found.client_cpu_s = process_time() - found.client_cpu_s
        if (cpu := self._cpu()) is not None and found.start_cpu_s is not None:
            found.cpu_s = cpu - found.start_cpu_s

    async def _judge(self, person: Person, room: str) -> None:
        messages = await self._server.messages(person, room)
        stored = [(int(message["number"]), str(message["client_message_id"])) for message in messages]
        self.found.posts = len(stored)
        self.found.violations = of_the_database(stored, self._acknowledged)
        for index, page in enumerate(self._pages):
            self.found.violations += [f"page {index}: {sentence}" for sentence in of_rows(stored, page.rows())]


def _age_sessions(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(update(LoginSession).values(last_seen_at=now() - LAST_SEEN))
    engine.dispose()


async def measure(directory: Path, *, pages: int, longest_delay: float = LONGEST_DELAY) -> Reconnecting:
    """Measure on a new server in an empty directory. ``longest_delay``: seconds between two attempts of a page."""
    async with own_server(directory, settings=SETTINGS) as server:
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
