"""`python -m benchmarks.compare.cell SUBJECT`: one server, its pages, and the messages through it, measured once.

It prints its figures as one line of JSON, the last one. A cell is a process of its own, so that none inherits another's
memory.
"""

import asyncio
import gc
import json
import os
import signal
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from benchmarks.compare.chatapp import Chatapp
from benchmarks.compare.readers import Reader
from benchmarks.compare.subject import Subject
from benchmarks.compare.subjects import SUBJECTS
from benchmarks.deliveries import percentile
from benchmarks.process import allow_many_sockets, cores, cpu_of_family, exact_cpu_of_family, on_core

AT_ONCE = 8  # pages opened at the same time
WARM_UP = 5  # messages before anything is timed
SENDERS = 64  # pages that post, at most
SETTLED_WITHIN = 60.0  # seconds
LEFT_OVER = 1.0  # seconds in which what follows a message is counted with it: read marks, acknowledgements


@dataclass(frozen=True, slots=True)
class Plan:
    """How many pages, how long each phase posts (seconds; 0 leaves it out), how many posts are under way at once."""

    pages: int
    seconds: float
    in_flight: int
    deep_seconds: float
    deep_in_flight: int
    paced_seconds: float
    rate: float  # paced messages a second
    lone_seconds: float = 0.0
    lone_rate: float = 4.0  # messages a second


@dataclass(slots=True)
class Burst:
    """What a phase of posting flat out brought. CPU in percent of a core."""

    deliveries_per_s: float
    messages: int
    messages_per_frame: float
    server_cpu_us_per_delivery: float
    server_busy_percent: float
    client_busy_percent: float


@dataclass(slots=True)
class Lone:
    """What messages brought that came one at a time, from one person. CPU of all that a page costs then."""

    messages: int
    server_cpu_us_per_page: float  # and message
    latency_p50_ms: float | None
    latency_p99_ms: float | None


@dataclass(slots=True)
class Figures:
    """What one cell measured."""

    pages: int
    lone: Lone | None = None
    flat_out: Burst | None = None
    deep: Burst | None = None
    latency_p50_ms: float | None = None
    latency_p99_ms: float | None = None
    lost: int = 0
    duplicated: int = 0
    reordered: int = 0
    faults: list[str] = field(default_factory=list)


class Cell:
    """The phases, in order."""

    def __init__(self, subject: Subject, plan: Plan, *, is_looking: bool = False) -> None:
        self.subject, self.plan = subject, plan
        self._is_looking = is_looking  # the server says where its CPU goes while messages come one at a time
        self.figures = Figures(plan.pages)
        self._readers = subject.readers
        self._opened: list[Reader] = []
        self._numbers = count(1)
        self._posted: list[int] = []

    async def measure(self) -> Figures:
        """Go through all phases, with the load client on a core of its own."""
        await self._open()
        await self._post_while(0.0, self._opened[:1], at_least=WARM_UP)
        await self._settle()
        plan, figures = self.plan, self.figures
        if plan.lone_seconds:
            figures.lone = await self._post_alone()
        if plan.paced_seconds:
            await self._post_paced(self._opened, plan.paced_seconds, plan.rate)
            figures.latency_p50_ms, figures.latency_p99_ms = self._latencies()
        if plan.seconds:
            figures.flat_out = await self._burst(plan.seconds, plan.in_flight)
        if plan.deep_seconds:
            figures.deep = await self._burst(plan.deep_seconds, plan.deep_in_flight)
        await self._readers.fall_silent(quiet=self._readers.silence, at_most=20.0)
        found = self.subject.judge(self._posted)
        figures.lost, figures.duplicated, figures.reordered = found.lost, found.duplicated, found.reordered
        figures.faults = self._readers.faults[:20]
        return figures

    async def _open(self) -> None:
        left, opened = iter(range(self.plan.pages)), dict[int, Reader]()

        async def work() -> None:
            for index in left:
                opened[index] = await self.subject.open(index)

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())
        self._opened = [reader for _, reader in sorted(opened.items())]  # the first one posts
        await self._readers.fall_silent(quiet=1.0, at_most=SETTLED_WITHIN)
        gc.collect()
        gc.freeze()  # the load client's own collections are not to be measured
        gc.disable()

    async def _burst(self, seconds: float, in_flight: int) -> Burst:
        """Post as fast as messages come back, until the last page has the last one."""
        readers = self._readers
        delivered, frames, posted = readers.count, readers.frames, len(self._posted)
        cpu, own, began = cpu_of_family(self.subject.pid), time.process_time(), perf_counter()
        senders = self._opened[: min(SENDERS, in_flight)]
        await self._post_while(seconds, [senders[index % len(senders)] for index in range(in_flight)])
        await self._settle()
        took = readers.last_at - began
        own, cpu = time.process_time() - own, cpu_of_family(self.subject.pid) - cpu
        delivered = readers.count - delivered
        return Burst(
            deliveries_per_s=delivered / took,
            messages=len(self._posted) - posted,
            messages_per_frame=delivered / max(1, readers.frames - frames),
            server_cpu_us_per_delivery=cpu * 1e6 / max(1, delivered),
            server_busy_percent=cpu / took * 100,
            client_busy_percent=own / took * 100,
        )

    async def _post_while(self, seconds: float, senders: list[Reader], at_least: int = 1) -> None:
        """Let each sender post one message after the other, the next when it has got the last itself."""
        end = perf_counter() + seconds

        async def work(reader: Reader) -> None:
            done = 0
            while done < at_least or perf_counter() < end:
                await self._post(reader)
                done += 1

        async with asyncio.TaskGroup() as group:
            for reader in senders:
                group.create_task(work(reader))

    async def _post_alone(self) -> Lone:
        """Post one message at a time, as a team does, and count what a page costs for each."""
        plan, posted, cpu = self.plan, len(self._posted), exact_cpu_of_family(self.subject.pid)
        self._look()
        await self._post_paced(self._opened[:1], plan.lone_seconds, plan.lone_rate)
        await asyncio.sleep(LEFT_OVER)
        self._look()
        cpu, posted = exact_cpu_of_family(self.subject.pid) - cpu, len(self._posted) - posted
        return Lone(posted, cpu * 1e6 / (posted * plan.pages), *self._latencies())

    def _look(self) -> None:
        if self._is_looking:
            os.kill(self.subject.pid, signal.SIGUSR1)

    async def _post_paced(self, senders: list[Reader], seconds: float, rate: float) -> None:
        """Post at a steady rate, whether or not earlier messages are through, and time each delivery."""
        readers = self._readers
        readers.is_timing = True
        began = perf_counter()
        async with asyncio.TaskGroup() as group:
            for index in range(int(seconds * rate)):
                await asyncio.sleep(max(0.0, began + index / rate - perf_counter()))
                group.create_task(self._post(senders[index % len(senders)]))
        await self._settle()
        readers.is_timing = False

    def _latencies(self) -> tuple[float | None, float | None]:
        """Return the 50th and the 99th percentile of what was timed last, in ms."""
        latencies = [seconds * 1e3 for seconds in self._readers.latencies]
        del self._readers.latencies[:]
        return percentile(latencies, 50), percentile(latencies, 99)

    async def _post(self, reader: Reader) -> None:
        number = next(self._numbers)
        self._posted.append(number)
        reader.awaited[number] = back = asyncio.get_running_loop().create_future()
        self._readers.posted_at[number] = perf_counter()
        await self.subject.post(reader, number)
        async with asyncio.timeout(SETTLED_WITHIN):
            await back

    async def _settle(self) -> None:
        await self._readers.reach(self.plan.pages * len(self._posted))


async def measure(name: str, plan: Plan, directory: Path, look: Path | None = None) -> Figures:
    """Measure a subject on a new server in an empty directory: the server on one core, the load client on another.

    ``look``: where Chatapp's server writes what its CPU goes into while messages come one at a time.
    """
    subject = SUBJECTS[name].make(directory)
    is_looking = look is not None and isinstance(subject, Chatapp)
    if look is not None and isinstance(subject, Chatapp):
        subject.look_into(look)
    chosen = cores()
    try:
        with on_core(chosen[0] if chosen else None):
            await subject.start(plan.pages)
        with on_core(chosen[1] if chosen else None):
            return await Cell(subject, plan, is_looking=is_looking).measure()
    finally:
        subject.readers.close()
        await subject.stop()


def main(
    subject: Annotated[str, typer.Argument(help=", ".join(SUBJECTS))],
    pages: Annotated[int, typer.Option(min=1, max=20_000)] = 500,
    seconds: Annotated[float, typer.Option(help="Posting flat out.")] = 4.0,
    in_flight: Annotated[int, typer.Option(min=1, max=10_000)] = 16,
    deep_seconds: Annotated[float, typer.Option(help="Posting with many posts in flight.")] = 0.0,
    deep_in_flight: Annotated[int, typer.Option(min=1, max=10_000)] = 512,
    paced_seconds: Annotated[float, typer.Option(help="Posting at a steady rate.")] = 0.0,
    rate: Annotated[float, typer.Option(help="Messages a second, steady.")] = 2.0,
    lone_seconds: Annotated[float, typer.Option(help="Posting one message at a time.")] = 0.0,
    lone_rate: Annotated[float, typer.Option(help="Messages a second, one at a time.")] = 4.0,
    look: Annotated[Path | None, typer.Option(help="Where to say what a lone message costs, of Chatapp.")] = None,
) -> None:
    """Measure one cell; the last line is its figures as JSON."""
    allow_many_sockets()
    plan = Plan(pages, seconds, in_flight, deep_seconds, deep_in_flight, paced_seconds, rate, lone_seconds, lone_rate)
    with tempfile.TemporaryDirectory(prefix="chatapp-bench-") as directory:
        figures = asyncio.run(measure(subject, plan, Path(directory), look))
    sys.stdout.write(json.dumps(asdict(figures)) + "\n")


if __name__ == "__main__":
    typer.run(main)
