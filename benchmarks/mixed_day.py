"""`python -m benchmarks.mixed_day`: a team's day in ten minutes, and what it costs the server, as a share of a core.

Pages over many rooms, most of them hidden; in each room people write every few seconds, type, and react; now and then
somebody reloads. Exit status 1 if a page misses a message of its room, or has one twice or out of order.
"""

import asyncio
import random
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from benchmarks import out_file
from benchmarks.deliveries import Deliveries, percentile
from benchmarks.page import Page
from benchmarks.process import allow_many_sockets, usage
from benchmarks.run import BODY, each, own_server
from benchmarks.sender import PageSender
from pages.room.timeline.hidden_pages import PAUSE
from tests.support.servers.server import Person, Server

PAGES_A_ROOM, PAGES_A_PERSON = 10, 5
SENDERS = 2  # pages of each room; they are not hidden, and are never reloaded
OTHERS = PAGES_A_ROOM - SENDERS
HIDDEN = 0.7  # of the pages
POSTS, TYPED, REACTIONS = 20, 10, 5  # a minute and room
RELOADED = 0.05  # of the pages, a minute
EMOJI = ("👍", "🎉", "👀")
MINUTE, TENTHS = 60.0, 10


@dataclass(slots=True)
class MixedDay:
    """What was measured. Memory is that of the server, in MB, after each tenth of the time."""

    pages: int
    rooms: int
    posts: int = 0
    reloads: int = 0
    core_percent: float | None = None
    latency_p50_ms: float | None = None
    latency_p99_ms: float | None = None
    memory_mb: list[float] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)


class Day:
    """Rooms, their pages, and what people do in them. What happens when is the same in each run."""

    def __init__(self, server: Server, *, pages: int, seconds: float) -> None:
        assert server.process is not None
        self._server, self._pid, self._seconds = server, server.process.pid, seconds
        self._deliveries, self._random = Deliveries(), random.Random(15)
        self._unseen = Deliveries()  # of hidden pages, which are not timed: they are brought up to date rarely
        self._pages: list[list[Page]] = []  # by room; the first ones write
        self._opened: list[tuple[Page, Person, bool]] = []  # whose, and whether it is hidden
        self.found = MixedDay(pages, max(1, pages // PAGES_A_ROOM))

    async def __call__(self) -> MixedDay:
        """Open all pages, live the day, and judge."""
        try:
            await self._open()
            await self._live()
        finally:
            await asyncio.gather(*(page.close() for page, *_ in self._opened))
        return self.found

    async def _open(self) -> None:
        people = [await self._server.person(f"person{at}") for at in range(max(2, self.found.pages // PAGES_A_PERSON))]
        rooms = [await self._server.room(*people) for _ in range(self.found.rooms)]
        self._pages = [[] for _ in rooms]

        async def open_one(index: int) -> None:
            at, person = index % len(rooms), people[index % len(people)]
            is_hidden = index >= SENDERS * len(rooms) and self._random.random() < HIDDEN * PAGES_A_ROOM / OTHERS
            self._pages[at].append(await self._page(person, rooms[at], is_hidden=is_hidden))

        await each(range(self.found.pages), open_one, 4)
        await self._deliveries.fall_silent(quiet=2.0, at_most=60.0)

    async def _page(self, person: Person, room: str, *, is_hidden: bool) -> Page:
        page = Page(self._server.base, room, person.cookie, self._unseen if is_hidden else self._deliveries)
        self._opened.append((page, person, is_hidden))
        await page.open()
        if is_hidden:
            await page.tell("activity", False, False)
        return page

    async def _live(self) -> None:
        before, self._deliveries.is_timing = usage(self._pid), True
        async with asyncio.TaskGroup() as group:
            group.create_task(self._weigh())
            group.create_task(self._often(RELOADED * self.found.pages, self._reload))
            for pages in self._pages:
                for sender in [PageSender(page) for page in pages[:SENDERS]]:
                    group.create_task(self._often(POSTS / SENDERS, partial(self._post, sender)))
                group.create_task(self._often(TYPED, partial(self._type, pages)))
                group.create_task(self._often(REACTIONS, partial(self._react, pages)))
        after, found = usage(self._pid), self.found
        if before and after:
            found.core_percent = (after.cpu - before.cpu) / self._seconds * 100
        await asyncio.sleep(PAUSE)  # until hidden pages are shown what they have missed
        for deliveries in (self._deliveries, self._unseen):
            await deliveries.fall_silent(quiet=1.0, at_most=10.0)
        latencies = [seconds * 1e3 for seconds in self._deliveries.latencies]
        found.latency_p50_ms, found.latency_p99_ms = percentile(latencies, 50), percentile(latencies, 99)
        found.violations = [said for pages in self._pages for page in pages for said in _faults(page, pages[0])]

    async def _often(self, times: float, act: Callable[[], Awaitable[None]]) -> None:
        """Do something so often a minute, at times that nobody can foresee, until the day is over."""
        clock = asyncio.get_running_loop().time
        ends = clock() + self._seconds
        while (pause := self._random.expovariate(times / MINUTE)) < ends - clock():
            await asyncio.sleep(pause)
            await act()

    async def _weigh(self) -> None:
        for _ in range(TENTHS):
            await asyncio.sleep(self._seconds / TENTHS)
            if used := usage(self._pid):
                self.found.memory_mb.append(used.memory)

    async def _post(self, sender: PageSender) -> None:
        key = str(uuid4())
        self._deliveries.post_begins(key)
        await sender.post(key, BODY.format(self.found.posts))
        self.found.posts += 1

    async def _type(self, pages: list[Page]) -> None:
        page = self._random.choice(pages[:SENDERS])
        await page.tell("typed", page.room)

    async def _react(self, pages: list[Page]) -> None:
        page = self._random.choice(pages[:SENDERS])
        if page.arrived:
            await page.tell("act", page.room, "reaction", max(page.arrived), f"+{self._random.choice(EMOJI)}")

    async def _reload(self) -> None:
        """Close a page that does not post, and open its address again, as a reload does."""
        at = self._random.choice([at for at, one in enumerate(self._opened) if one[0] not in self._senders()])
        page, person, is_hidden = self._opened.pop(at)
        pages = next(pages for pages in self._pages if page in pages)
        pages.remove(page)
        await page.close()
        pages.append(await self._page(person, page.room, is_hidden=is_hidden))
        self.found.reloads += 1

    def _senders(self) -> list[Page]:
        return [page for pages in self._pages for page in pages[:SENDERS]]


def _faults(page: Page, longest: Page) -> list[str]:
    """Compare what came to a page with what came to one that was open all day: all since it was opened, in order."""
    numbers, all_day = list(page.arrived), list(longest.arrived)
    missed = all_day[len(all_day) - len(numbers) :] != numbers
    return [*page.faults, *([f"a page of {page.room} has other messages than its room"] if missed else [])]


async def measure(directory: Path, *, pages: int, seconds: float) -> MixedDay:
    """Measure on a new server in an empty directory."""
    async with own_server(directory) as server:
        return await Day(server, pages=pages, seconds=seconds)()


def main(
    pages: Annotated[int, typer.Option(min=10, max=5000, help="Open pages, ten in each room.")] = 500,
    seconds: Annotated[float, typer.Option(min=1, max=36_000, help="How long.")] = 600.0,
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = Path("benchmarks/out/mixed_day.json"),
) -> None:
    """Measure a day on which everything happens."""
    allow_many_sockets()
    with tempfile.TemporaryDirectory(prefix="chatapp-mixed-day-") as directory:
        found = asyncio.run(measure(Path(directory), pages=pages, seconds=seconds))
    typer.echo(out_file.write(out, asdict(found)))
    raise typer.Exit(1 if found.violations else 0)


if __name__ == "__main__":
    typer.run(main)
