"""One run: a server of its own, pages on it, messages through it, in phases that each measure one thing."""

import asyncio
import gc
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from rich.progress import Progress

from benchmarks.deliveries import Deliveries, percentile
from benchmarks.page import Page
from benchmarks.process import Usage, cores, on_core, usage
from benchmarks.report import Figures, Plan
from benchmarks.sender import PageSender, RestSender, Sender
from benchmarks.verdict import violations
from tests.support.servers.server import Person, Server

AT_ONCE = 8  # pages opened at the same time
WARM_UP = 5  # messages before anything is timed
IDLE = 2.0  # seconds
ACKNOWLEDGED_WITHIN = 30.0  # seconds
BODY = "Build {:06d} went out to all three regions; error rates are flat, the queue is drained, so please carry on."


@asynccontextmanager
async def own_server(
    directory: Path, command: tuple[str, ...] = ("main.py",), settings: Mapping[str, str] | None = None
) -> AsyncIterator[Server]:
    """Start a server on a core of its own, and end it whatever happens. ``command``: what Python runs."""
    server = Server(directory / "data", dict(settings or {}), command=command)
    chosen = cores()
    try:
        with on_core(chosen[0] if chosen else None):
            await server.start()
        with on_core(chosen[1] if chosen else None):
            yield server
    finally:
        try:
            await server.stop()
        except subprocess.TimeoutExpired:
            await server.kill()


class Run:
    """The phases, in order; each leaves what it measured in ``figures``."""

    def __init__(self, plan: Plan, server: Server, progress: Progress) -> None:
        self.plan = plan
        self.figures = Figures()
        assert server.process is not None
        self._server = server
        self._process = server.process
        self._progress = progress
        self._deliveries = Deliveries()
        self._pages: list[Page] = []
        self._people: list[Person] = []
        self._acknowledged: list[str] = []
        self._room = ""

    async def __call__(self) -> list[str]:
        """Go through all phases; returns the broken promises.

        Raises:
            RuntimeError: the server ended or refused a post; as everything here, in an ExceptionGroup.
        """
        try:
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(self._watch())
                found = await self._phases()
                watching.cancel()
            return found
        finally:
            await asyncio.gather(*(page.close() for page in self._pages))

    async def _watch(self) -> None:
        while self._process.poll() is None:  # noqa: ASYNC110  (a process is no event)
            await asyncio.sleep(0.5)
        raise RuntimeError(f"the server ended with status {self._process.poll()}:\n{self._server.log()}")

    async def _phases(self) -> list[str]:
        await self._gather_people()
        await self._open_pages()
        await self._rest()
        sender = self._sender()
        gc.collect()
        gc.freeze()  # the load client's own collections are not to be measured
        await self._post_paced(sender)
        await self._post_flat_out(sender)
        await sender.close()
        return await self._judge()

    async def _gather_people(self) -> None:
        task = self._progress.add_task("Accounts", total=self.plan.people)
        for index in range(self.plan.people):
            self._people.append(await self._server.person(f"person{index}"))
            self._progress.advance(task)
        self._room = await self._server.room(*self._people)

    async def _open_pages(self) -> None:
        """Open the sender's page to warm the server up, then measure the opening of all others."""
        task = self._progress.add_task("Opening pages", total=self.plan.pages)
        await self._open_page(0)
        await self._deliveries.fall_silent(quiet=1.0, at_most=10.0)
        before = self._usage()
        await each(range(1, self.plan.pages), self._open_page, AT_ONCE, partial(self._progress.advance, task))
        await self._deliveries.fall_silent(quiet=1.0, at_most=30.0)
        self._progress.update(task, completed=self.plan.pages)
        if before and (after := self._usage()):
            opened = self.plan.pages - 1
            self.figures.memory_mb_per_page = (after.memory - before.memory) / opened
            self.figures.cpu_ms_per_page_opened = (after.cpu - before.cpu) * 1e3 / opened

    async def _open_page(self, index: int) -> None:
        person = self._people[index % len(self._people)]
        page = Page(self._server.base, self._room, person.cookie, self._deliveries)
        self._pages.append(page)
        await page.open()

    async def _rest(self) -> None:
        before, began = self._usage(), perf_counter()
        await asyncio.sleep(IDLE)
        self.figures.idle_cpu_percent = _percent(before, self._usage(), perf_counter() - began)

    def _sender(self) -> Sender:
        if self.plan.via == "rest":
            return RestSender(self._server, self._people[0], self._room)
        return PageSender(self._pages[0])

    async def _post_paced(self, sender: Sender) -> None:
        """Post at a steady rate, whether or not earlier posts are through, and time each delivery."""
        task = self._progress.add_task(f"Paced, {self.plan.rate:g}/s", total=self.plan.paced)
        await each(range(WARM_UP), lambda _: self._post(sender), 1)
        await self._deliveries.reach(self._all_so_far())
        self._deliveries.is_timing = True
        began = perf_counter()
        async with asyncio.TaskGroup() as posts:
            for index in range(self.plan.paced):
                await asyncio.sleep(max(0.0, began + index / self.plan.rate - perf_counter()))
                posts.create_task(self._post(sender))
                self._progress.advance(task)
        await self._deliveries.reach(self._all_so_far())
        self._deliveries.is_timing = False
        latencies = [seconds * 1e3 for seconds in self._deliveries.latencies]
        self.figures.latency_p50_ms = percentile(latencies, 50)
        self.figures.latency_p99_ms = percentile(latencies, 99)

    async def _post_flat_out(self, sender: Sender) -> None:
        """Post as fast as acknowledgements come, until the last page has the last message."""
        plan, figures = self.plan, self.figures
        task = self._progress.add_task(f"Flat out, {plan.in_flight} in flight", total=plan.messages)
        delivered, before, own = self._deliveries.count, self._usage(), time.process_time()
        began = perf_counter()
        await each(
            range(plan.messages), lambda _: self._post(sender), plan.in_flight, partial(self._progress.advance, task)
        )
        figures.posts_per_s = plan.messages / (perf_counter() - began)
        await self._deliveries.reach(self._all_so_far())
        took, after = self._deliveries.last_at - began, self._usage()
        delivered = self._deliveries.count - delivered
        figures.deliveries_per_s = delivered / took
        figures.load_client_busy_percent = (time.process_time() - own) / took * 100
        figures.server_busy_percent = _percent(before, after, took)
        if before and after and delivered:
            figures.server_cpu_us_per_delivery = (after.cpu - before.cpu) * 1e6 / delivered

    async def _post(self, sender: Sender) -> None:
        key = str(uuid4())
        self._deliveries.post_begins(key)
        async with asyncio.timeout(ACKNOWLEDGED_WITHIN):
            await sender.post(key, BODY.format(len(self._acknowledged)))
        self._acknowledged.append(key)

    def _all_so_far(self) -> int:
        return self.plan.pages * len(self._acknowledged)

    async def _judge(self) -> list[str]:
        task = self._progress.add_task("Comparing pages with the database", total=1)
        await self._deliveries.fall_silent(quiet=0.5, at_most=10.0)
        messages = await self._server.messages(self._people[0], self._room)
        stored = [(int(message["number"]), str(message["client_message_id"])) for message in messages]
        found = violations(stored, self._acknowledged, self._pages)
        self._progress.advance(task)
        return found

    def _usage(self) -> Usage | None:
        return usage(self._process.pid)


async def each(
    items: range, do: Callable[[int], Awaitable[None]], at_once: int, done: Callable[[], None] = lambda: None
) -> None:
    """Do something for each item, so many at a time; the first failure ends it all."""
    left = iter(items)

    async def work() -> None:
        for item in left:
            await do(item)
            done()

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(work())


def _percent(before: Usage | None, after: Usage | None, seconds: float) -> float | None:
    return (after.cpu - before.cpu) / seconds * 100 if before and after else None
