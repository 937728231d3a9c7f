"""`python -m benchmarks.scaling.measure`: what a grown server's pages cost it, PostgreSQL and Redis; in three minutes.

One process on PostgreSQL and Redis, real pages of as many signed-in people, each of them in ten rooms. Written into
`recorded.json`, which the simulation reads: these costs cannot be measured in the seconds that it has. PostgreSQL runs
without waiting for the disk (the tests' settings, which spare CPU nothing), so that CPU is measured, not the disk.
"""

import asyncio
import json
import os
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from benchmarks.compare import environment
from benchmarks.deliveries import Deliveries
from benchmarks.page import Page
from benchmarks.process import allow_many_sockets, loop_factory
from benchmarks.run import BODY, each
from benchmarks.scaling import calibration
from benchmarks.scaling.costs import RECORDED, pace_of
from benchmarks.scaling.grown import Grown, Spent, grown
from benchmarks.scaling.writing import writing
from benchmarks.sender import PageSender
from tests.support.servers.server import Person

ROOMS = 10  # that each person is in
PLAIN = 1.5  # seconds without a word to any page after which everything counts as done
GRACE = 6.0  # seconds after which somebody who went is seen to be away
POSTS, EVERY = 60, 0.25  # seconds between two posts: none shares a frame with another


class Pages:
    """Real pages, one for each of ``pages`` people, and the cost of everything that happens to them."""

    def __init__(self, there: Grown, pages: int) -> None:
        self._there, self._count = there, pages
        self._deliveries = Deliveries()
        self._people: list[Person] = []
        self._pages: list[Page] = []
        self._rooms: list[str] = []
        self._posted = count(1)
        self.found: dict[str, float] = {}

    async def __call__(self) -> dict[str, float]:
        """Measure one thing after another; costs are µs of CPU, unless their name says otherwise."""
        await self._gather()
        try:
            await self._open()
            await self._rest()
            await self._post()
            await self._come_and_go()
            await self._switch()
        finally:
            await asyncio.gather(*(page.close() for page in self._pages))
        return self.found

    async def _gather(self) -> None:
        server = self._there.server
        self._people = [await server.person(f"person{index}") for index in range(self._count)]
        self._rooms = [await server.room(self._people[0]) for _ in range(ROOMS)]
        for person in self._people[1:]:
            async with server.http(person) as http:
                for room in self._rooms:
                    (await http.post(f"/api/v1/rooms/{room}/members")).raise_for_status()
        for room in self._rooms[:2]:
            await self._fill(room)

    async def _open(self) -> None:
        await self._open_some(range(20))
        before, memory = self._there.spent(), self._there.memory
        left = range(20, self._count)
        await self._open_some(left)
        spent = self._there.spent() - before
        self._note("open", spent, len(left))
        self.found["page_mb"] = (self._there.memory - memory) / len(left)

    async def _open_some(self, which: range) -> None:
        async def open_one(index: int) -> None:
            page = Page(self._there.server.base, self._rooms[0], self._people[index].cookie, self._deliveries)
            self._pages.append(page)
            await page.open()

        await each(which, open_one, 4)
        await self._silence()

    async def _rest(self) -> None:
        await asyncio.sleep(12)  # what is done every ten seconds was done once
        before = self._there.spent()
        await asyncio.sleep(20)
        spent = self._there.spent() - before
        self._idle = Spent(spent.process / spent.at, spent.postgresql / spent.at, spent.redis / spent.at, 1.0)
        self.found["idle_page_s"] = self._idle.process * 1e6 / self._count
        self.found["idle_postgresql_page_s"] = self._idle.postgresql * 1e6 / self._count

    async def _post(self) -> None:
        """Post into an empty room, one that everybody looks at, and one that everybody is in but does not look at."""
        alone = await self._there.server.room(self._people[0])
        nobody = await self._during(lambda: self._say(alone))
        seen = await self._during(lambda: self._say(self._rooms[0]))
        unseen = await self._during(lambda: self._say(self._rooms[2]))
        self._note("post", nobody, POSTS)
        self._note("seen", _less(seen, nobody), POSTS * self._count)
        self._note("unseen", _less(unseen, nobody), POSTS * self._count)

    async def _come_and_go(self) -> None:
        """Let some people hide their page and show it again."""
        some = self._pages[:50]

        async def go() -> None:
            for page in some:
                await page.tell("activity", False, False)
            await asyncio.sleep(GRACE)
            for page in some:
                await page.tell("activity", True, True)

        self._note("presence", await self._during(go), 2 * len(some) * self._count)

    async def _switch(self) -> None:
        async def go() -> None:
            for page in self._pages:
                await page.event("0", "sub_pages_navigate", f"/rooms/{self._rooms[1]}")
                await asyncio.sleep(0.01)

        self._note("switch", await self._during(go), len(self._pages))

    async def _during(self, do: Callable[[], Awaitable[None]]) -> Spent:
        """Return the cost of something beyond the pages' idle cost."""
        before = self._there.spent()
        await do()
        await self._silence()
        spent = self._there.spent() - before
        idle = self._idle
        return Spent(
            spent.process - idle.process * spent.at,
            spent.postgresql - idle.postgresql * spent.at,
            spent.redis - idle.redis * spent.at,
            spent.at,
        )

    async def _fill(self, room: str) -> None:
        for _ in range(50):
            await self._there.server.post(self._people[0], room, BODY.format(next(self._posted)))

    async def _say(self, room: str) -> None:
        """Post from an open page, as a browser's send queue does."""
        sender = PageSender(self._pages[0], room)
        for _ in range(POSTS):
            await sender.post(str(uuid4()), BODY.format(next(self._posted)))
            await asyncio.sleep(EVERY)
        await sender.close()

    async def _silence(self) -> None:
        await self._deliveries.fall_silent(quiet=PLAIN, at_most=30.0)

    def _note(self, what: str, spent: Spent, times: int) -> None:
        self.found[what] = spent.process * 1e6 / times
        self.found[f"{what}_postgresql"] = spent.postgresql * 1e6 / times


def _less(one: Spent, other: Spent) -> Spent:
    return Spent(one.process - other.process, one.postgresql - other.postgresql, one.redis - other.redis, one.at)


async def measure(pages: int) -> dict[str, object]:
    """Measure everything on new servers; returns what goes into the file."""
    with tempfile.TemporaryDirectory(prefix="chatapp-scaling-") as folder:
        async with grown(Path(folder)) as (there, other):
            found = await Pages(there, pages)()
            found |= await writing(other, Path(folder) / "own", there.postgres.pid)
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "revision": environment.revision(),
        "processor": environment.machine()["processor"],
        "load": os.getloadavg()[0],
        "pages": pages,
        "pace": pace_of(await calibration.calibrate()),
        "costs": {name: round(value, 4) for name, value in found.items()},
    }


def main(
    pages: Annotated[int, typer.Option(min=60, max=2000, help="Open pages, each of another person.")] = 240,
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = RECORDED,
) -> None:
    """Measure the costs that the simulation reads. Nothing else should run meanwhile."""
    allow_many_sockets()
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        found = runner.run(measure(pages))
    out.write_text(json.dumps(found, indent=2) + "\n")
    typer.echo(json.dumps(found, indent=2))


if __name__ == "__main__":
    typer.run(main)
