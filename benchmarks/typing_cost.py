"""`python -m benchmarks.typing_cost`: what it costs the server that people type, as a share of a core.

The pages are the product's own, all in view. Of those in one room some report keys as browsers do, every three seconds
unless four others are known to type; first nobody does, for as long. Once with as many pages in the room as are told,
and once with all of them in it, which is more: then nobody is told.
"""

import asyncio
import json
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from benchmarks import out_file
from benchmarks.deliveries import Deliveries
from benchmarks.page import Page
from benchmarks.process import allow_many_sockets, usage
from benchmarks.run import each, own_server
from chatapp.realtime.typing import MOST_PAGES
from tests.support.servers.server import Person, Server

REPORT_EVERY, LASTS, ENOUGH = 3.0, 6.0, 4  # seconds, and others, as pages/browser/composer/typing.js
PEOPLE = 100


@dataclass(slots=True)
class TypingCost:
    """What was measured. ``core_percent``: of the server's CPU beyond what it needs when nobody types.

    ``most_frames_per_second``: of the page that was told most often.
    """

    pages: int
    pages_in_room: int
    reports: int = 0
    frames: int = 0
    most_frames_per_second: float = 0.0
    core_percent: float | None = None


class Typists:
    """Pages on a server, some of them in a room in which people type."""

    def __init__(self, server: Server, *, pages: int, in_room: int, typists: int, seconds: float) -> None:
        assert server.process is not None
        self._server, self._pid = server, server.process.pid
        self._typists, self._seconds = typists, seconds
        self._pages: list[Page] = []
        self._room = ""
        self._told: Counter[str] = Counter()  # by the page's id
        self._known: dict[str, dict[str, float]] = {}  # by the page's id, others who type, and until when
        self.cost = TypingCost(pages, in_room)

    async def __call__(self) -> TypingCost:
        """Open the pages, and measure."""
        try:
            await self._open()
            idle = await self._cpu(0)
            busy = await self._cpu(self._typists)
        finally:
            await asyncio.gather(*(page.close() for page in self._pages))
        cost = self.cost
        cost.frames = sum(self._told.values())
        cost.most_frames_per_second = max(self._told.values(), default=0) / self._seconds
        if idle is not None and busy is not None:
            cost.core_percent = (busy - idle) / self._seconds * 100
        return cost

    async def _open(self) -> None:
        count = min(PEOPLE, self.cost.pages)
        people = [await self._server.person(f"person{index}") for index in range(count)]
        self._room, other = await self._server.room(*people), await self._server.room(*people)
        deliveries = Deliveries()

        async def open_one(index: int) -> None:
            person: Person = people[index % count]
            where = self._room if index < self.cost.pages_in_room else other
            page = Page(self._server.base, where, person.cookie, deliveries)
            page.on_script = lambda script: self._on_script(page, str(person.uuid), script)
            self._pages.append(page)
            await page.open()

        await each(range(self.cost.pages), open_one, 4)
        await deliveries.fall_silent(quiet=2.0, at_most=60.0)

    def _on_script(self, page: Page, own: str, script: str) -> None:
        if "typing.show(" in script:
            self._told[page.client_id] += 1
            people: list[str] = json.loads(f"[{script.partition('(')[2].rpartition(')')[0]}]")[1::2]
            until = asyncio.get_running_loop().time() + LASTS
            self._known.setdefault(page.client_id, {}).update({uuid: until for uuid in people if uuid != own})

    async def _cpu(self, typists: int) -> float | None:
        """Return the server's seconds of CPU while that many people type."""
        inside = [page for page in self._pages if page.room == self._room]
        before = usage(self._pid)
        async with asyncio.timeout(self._seconds * 2), asyncio.TaskGroup() as tasks:
            tasks.create_task(asyncio.sleep(self._seconds))
            for index, page in enumerate(inside[:typists]):
                tasks.create_task(self._type(page, index / typists * REPORT_EVERY))
        after = usage(self._pid)
        return after.cpu - before.cpu if before and after else None

    async def _type(self, page: Page, after: float) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + self._seconds
        await asyncio.sleep(after)
        while loop.time() < ends:
            known = self._known.get(page.client_id, {})
            if sum(until > loop.time() for until in known.values()) < ENOUGH:
                await page.tell("typed", page.room)
                self.cost.reports += 1
            await asyncio.sleep(min(REPORT_EVERY, max(0.0, ends - loop.time())))


async def measure(directory: Path, *, pages: int, in_room: int, typists: int, seconds: float) -> TypingCost:
    """Measure on a new server in an empty directory."""
    async with own_server(directory) as server:
        return await Typists(server, pages=pages, in_room=in_room, typists=typists, seconds=seconds)()


def main(
    pages: Annotated[int, typer.Option(min=2, max=5000, help="Open pages.")] = 500,
    typists: Annotated[int, typer.Option(min=1, max=500, help="People who type.")] = 20,
    seconds: Annotated[float, typer.Option(min=1, max=600, help="How long.")] = 30.0,
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = Path("benchmarks/out/typing_cost.json"),
) -> None:
    """Measure what typing costs the server."""
    allow_many_sockets()
    costs = []
    for in_room in sorted({min(pages, MOST_PAGES), pages}):
        with tempfile.TemporaryDirectory(prefix="chatapp-typing-") as directory:
            run = measure(Path(directory), pages=pages, in_room=in_room, typists=typists, seconds=seconds)
            costs.append(asdict(asyncio.run(run)))
        typer.echo(json.dumps(costs[-1]))
    out_file.write(out, costs)


if __name__ == "__main__":
    typer.run(main)
