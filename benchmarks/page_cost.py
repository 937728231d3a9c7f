"""`python -m benchmarks.page_cost`: what an open page of a signed-in person costs the server.

CPU to open a room with 50 earlier messages, by people who come anew and by those who are there already; by these one
with 1,000, and one with 50 that answer each other and have reactions; to go to another room; memory for each open page,
and CPU while many are open and nobody does anything. The pages are the product's own, sidebar and all; each person is
in ten rooms and has one or a few pages.
"""

import asyncio
import json
import os
import signal
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Annotated
from uuid import uuid4

import typer

from benchmarks.deliveries import Deliveries
from benchmarks.page import Page
from benchmarks.process import Usage, allow_many_sockets, exact_cpu_of_family, usage
from benchmarks.run import each, own_server
from chatapp.alerts.recipients import DELAY
from tests.support.servers.server import Person, Server

ROOMS = 10  # that each person is in
REACTIONS = ("👍", "👍", "🎉")
WARM_UP, WARM_UP_ANSWERS = 20, 2  # pages before anything is measured
CALM, CALM_WITHIN = 0.03, 60.0  # CPU seconds a second below which the server has done what was prepared; seconds
PLAIN = 1.0  # seconds without a word to any page after which everything counts as done
BODIES = (
    "Build {} went out to all three regions; error rates are flat, the queue is drained, so please carry on.",
    "**Heads-up** for {}: see https://example.org/runs/{} and `make deploy`, then _please_ confirm.",
    "Thanks!",
)


@dataclass(slots=True)
class PageCosts:
    """What was measured. None: there is no /proc to read it from."""

    cpu_ms_to_open_with_50: float | None = None  # by people without a page: others hear that they come
    cpu_ms_to_open_with_50_again: float | None = None  # by the same people, as all below
    cpu_ms_to_open_with_50_answers: float | None = None
    answers_to_plain: float | None = None  # the ratio of these two, which is to be at most 1.2
    cpu_ms_to_open_with_1000: float | None = None
    cpu_ms_to_open_cold: float | None = None
    cpu_ms_to_switch_rooms: float | None = None
    memory_mb_per_page: float | None = None
    idle_cpu_percent_per_1000_pages: float | None = None
    html_kb: float | None = None


class PageCost:
    """One run on a server of its own. ``pages``: at most open; ``opens``: opened for each figure of CPU."""

    def __init__(self, server: Server, *, pages: int, opens: int, people: int, idle: float, look: str) -> None:
        assert server.process is not None
        self._server, self._pid = server, server.process.pid
        self._pages, self._opens, self._idle = pages, opens, idle
        self._people_wanted = max(people, WARM_UP + WARM_UP_ANSWERS + opens)  # so that all come anew at first
        self._look = look
        self._deliveries = Deliveries()
        self._open: list[Page] = []
        self._people: list[Person] = []
        self._turn = count()
        self.costs = PageCosts()

    async def __call__(self) -> PageCosts:
        """Measure everything, one after the other."""
        try:
            await self._measure()
        finally:
            await asyncio.gather(*(page.close() for page in self._open))
        return self.costs

    async def _measure(self) -> None:
        short, long, answers, *cold = await self._prepare()
        await each(range(WARM_UP_ANSWERS), lambda _: self._open_one(answers), 1)
        await each(range(WARM_UP), lambda index: self._open_one((short, long)[index % 2]), 2)
        await self._silence()
        before, already = self._usage(), len(self._open)
        costs, times = self.costs, range(self._opens)
        self._inside(signal.SIGUSR2, "memory")
        costs.cpu_ms_to_open_with_50 = await self._cpu(times, lambda _: self._open_one(short), "open50")
        self._turn = count(WARM_UP + WARM_UP_ANSWERS)
        costs.cpu_ms_to_open_with_50_again = await self._cpu(times, lambda _: self._open_one(short), "again")
        costs.cpu_ms_to_open_with_50_answers = await self._cpu(times, lambda _: self._open_one(answers), "answers")
        if costs.cpu_ms_to_open_with_50_again and costs.cpu_ms_to_open_with_50_answers:
            costs.answers_to_plain = costs.cpu_ms_to_open_with_50_answers / costs.cpu_ms_to_open_with_50_again
        costs.cpu_ms_to_open_with_1000 = await self._cpu(times, lambda _: self._open_one(long), "open1000")
        costs.cpu_ms_to_open_cold = await self._cpu(range(len(cold)), lambda at: self._open_one(cold[at]), "cold")
        left = range(max(0, self._pages - len(self._open)))
        await self._cpu(left, lambda index: self._open_one((short, long)[index % 2]), "open", at_once=4)
        if before and (after := self._usage()):
            costs.memory_mb_per_page = (after.memory - before.memory) / (len(self._open) - already)
        self._inside(signal.SIGUSR2, "memory")
        began, before = perf_counter(), self._usage()
        self._inside(signal.SIGUSR1, "idle")
        await asyncio.sleep(self._idle)
        self._inside(signal.SIGUSR1, "idle")
        if before and (after := self._usage()):
            share = (after.cpu - before.cpu) / (perf_counter() - began)
            costs.idle_cpu_percent_per_1000_pages = share * 100 * 1000 / len(self._open)
        some = [page for page in self._open if page.room == short][: self._opens]
        costs.cpu_ms_to_switch_rooms = await self._cpu(range(len(some)), lambda at: _go(some[at], long), "switch")

    async def _prepare(self) -> list[str]:
        """Make people and rooms; returns one with 50 messages, one with 1,000, one with 50 answers, and others."""
        for index in range(self._people_wanted):
            self._people.append(await self._server.person(f"person{index}"))
        rooms = [await self._server.room(*self._people) for _ in range(ROOMS)]
        for room in rooms:
            await self._fill(room, 1000 if room == rooms[1] else 50, is_plain=room != rooms[2])
        await self._calm()
        return rooms

    async def _calm(self) -> None:
        """Wait until the server has told everybody who was answered: that was 250 ms of the first row's CPU."""
        await asyncio.sleep(DELAY.total_seconds())
        for _ in range(int(CALM_WITHIN)):
            before = exact_cpu_of_family(self._pid)
            await asyncio.sleep(1)
            if exact_cpu_of_family(self._pid) - before < CALM:
                return
        raise RuntimeError(f"the server does not come to rest within {CALM_WITHIN:.0f} s")

    async def _fill(self, room: str, messages: int, *, is_plain: bool = True) -> None:
        """Post messages; unless ``is_plain``, each answers one before it and has reactions of three people."""
        async with self._server.http() as http:

            async def post(index: int) -> None:
                author = self._people[index // 3 % len(self._people)]
                body = BODIES[index % len(BODIES)].format(index, index)
                reply_to = None if is_plain or not index else (index + 1) // 2
                message = {"body": body, "client_message_id": str(uuid4()), "reply_to": reply_to}
                answer = await http.post(f"/api/v1/rooms/{room}/messages", json=message, headers=author.bearer)
                answer.raise_for_status()
                for at, emoji in enumerate(() if is_plain else REACTIONS):
                    person = self._people[(index + at) % len(self._people)]
                    path = f"/api/v1/rooms/{room}/messages/{index + 1}/reactions/{emoji}"
                    (await http.put(path, headers=person.bearer)).raise_for_status()

            await each(range(messages), post, 8 if is_plain else 1)

    async def _open_one(self, room: str) -> None:
        person = self._people[next(self._turn) % len(self._people)]
        page = Page(self._server.base, room, person.cookie, self._deliveries)
        self._open.append(page)
        await page.open()
        self.costs.html_kb = page.html_bytes / 1e3

    async def _cpu(
        self, times: range, do: Callable[[int], Awaitable[None]], name: str, *, at_once: int = 2
    ) -> float | None:
        """Return the server's CPU in ms for each time something is done, until all pages are silent again."""
        await self._silence()
        self._inside(signal.SIGUSR1, name)
        before = self._usage()
        await each(times, do, at_once)
        await self._silence()
        after = self._usage()
        self._inside(signal.SIGUSR1, name)
        return (after.cpu - before.cpu) * 1e3 / len(times) if before and after and times else None

    async def _silence(self) -> None:
        await self._deliveries.fall_silent(quiet=PLAIN, at_most=30.0)

    def _usage(self) -> Usage | None:
        return usage(self._pid)

    def _inside(self, asked: signal.Signals, name: str) -> None:
        """Have the server look inside itself, if this is what is wanted."""
        if self._look and name == self._look:  # without a look no server listens for the signal, which would end it
            os.kill(self._pid, asked)


async def _go(page: Page, room: str) -> None:
    await page.event("0", "sub_pages_navigate", f"/rooms/{room}")


async def measure(
    directory: Path,
    *,
    pages: int = 500,
    opens: int = 100,
    people: int = 100,
    idle: float = 20.0,
    look: str = "",
) -> PageCosts:
    """Measure on a new server in an empty directory. ``look``: the phase to profile (memory, open50, idle, ...)."""
    command = ("-m", "benchmarks.profiled_server", str(directory)) if look else ("main.py",)
    if look == "memory":
        os.environ["PYTHONTRACEMALLOC"] = "1"
    async with own_server(directory, command) as server:
        return await PageCost(server, pages=pages, opens=opens, people=people, idle=idle, look=look)()


def main(
    pages: Annotated[int, typer.Option(min=50, max=20_000, help="Open pages, for memory and the idle server.")] = 500,
    opens: Annotated[int, typer.Option(min=10, max=1000, help="Pages opened for each figure of CPU.")] = 100,
    people: Annotated[int, typer.Option(min=1, max=1000, help="Accounts that share the pages, at least.")] = 100,
    idle: Annotated[float, typer.Option(min=1, max=600, help="Seconds of doing nothing.")] = 20.0,
    look: Annotated[str, typer.Option(help="Look inside: memory, open50, again, open1000, cold, idle or switch.")] = "",
    out: Annotated[Path, typer.Option(help="Where the figures go, and what was seen inside.")] = Path("benchmarks/out"),
) -> None:
    """Measure what an open page costs."""
    allow_many_sockets()
    with tempfile.TemporaryDirectory(prefix="chatapp-page-cost-") as directory:
        costs = asyncio.run(measure(Path(directory), pages=pages, opens=opens, people=people, idle=idle, look=look))
        out.mkdir(parents=True, exist_ok=True)
        for seen in (*Path(directory).glob("profile-*.txt"), *Path(directory).glob("memory-*.txt")):
            (out / f"{look}-{seen.name}").write_text(seen.read_text())
    (out / "page_cost.json").write_text(json.dumps(asdict(costs), indent=2) + "\n")
    for name, value in asdict(costs).items():
        typer.echo(f"{name:34} {value:8.2f}" if value is not None else f"{name:34} unavailable")


if __name__ == "__main__":
    typer.run(main)
