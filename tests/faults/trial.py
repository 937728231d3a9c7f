"""One fault on a Chatapp that is in use: pages are open, clients post; then everything is compared."""

import asyncio
import math
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.faults.faults import Fault
from tests.faults.health import Health
from tests.faults.reader import ReaderPage
from tests.faults.site import Site
from tests.faults.verdict import Line, Verdict, judge
from tests.faults.writer import Record, Writer
from tests.support.running.patience import until

LATE = 1.0  # seconds after it was acknowledged, from which on a message counts as late on a page
PEOPLE = 20  # who read; some have several pages


@dataclass(frozen=True, slots=True)
class Size:
    """How much goes on. ``before`` and ``after``: messages acknowledged before the fault, and after it was mended.

    ``away``: seconds from the fault to its mending. ``patience``: seconds at most for each step.
    """

    processes: int = 3
    pages: int = 50
    writers: int = 3
    before: int = 40
    after: int = 100
    away: float = 4.0
    patience: float = 120.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a fault. Seconds: ``mended`` after it; ``silence``: the longest time without an acknowledged post;
    ``late``: the longest that a page lacked what had been acknowledged; ``behind``: from the fault until no page
    lacked anything for longer than `LATE`. None: a page never got it.

    ``said`` and ``says``: what /readyz said since the fault, and what at the end.
    """

    verdict: Verdict
    refused: Counter[str]
    wrong: Counter[str]
    mended: float
    silence: float
    late: float | None
    behind: float | None
    said: list[str]
    says: list[str]

    @property
    def is_sound(self) -> bool:
        """Whether the promises were kept."""
        return self.verdict.is_sound and not self.wrong and self.late is not None


async def trial(fault: Fault, size: Size) -> Outcome:
    """Start a Chatapp, use it, break it, mend it, and see.

    Raises:
        AssertionError: a step did not come to its end in time.
    """
    with tempfile.TemporaryDirectory(prefix="chatapp-faults-") as folder:
        async with Site(Path(folder), processes=size.processes, standbys=fault.standbys) as site:
            return await _Use(site, size).of(fault)


class _Use:
    """A Chatapp in use."""

    def __init__(self, site: Site, size: Size) -> None:
        self._site, self._size = site, size
        self._record = Record()
        self._health = Health(site.servers)
        self._pages: list[ReaderPage] = []
        self._room = ""

    async def of(self, fault: Fault) -> Outcome:
        """Have people read and clients write, and the fault happen meanwhile."""
        size, clock = self._size, asyncio.get_running_loop()
        async with self._open(), self._watched(), self._written():
            await self._acknowledged(size.before)
            struck = clock.time()
            await fault.strike(self._site)
            await asyncio.sleep(max(0.0, struck + size.away - clock.time()))
            await fault.mend(self._site)
            mended = clock.time()
            await self._acknowledged(len(self._record.lines) + size.after)
            await self._stop_writing()
            stored = await asyncio.to_thread(self._site.cluster.stored, self._room)
            with suppress(AssertionError):  # pages that differ are counted
                await until(lambda: all(stored[-1].number in page.came for page in self._pages), size.patience)
                await self._scroll_to_the_top(stored)
            said, says = self._health.since(struck)
            return Outcome(
                verdict=judge(self._record.lines, stored, [page.shown() for page in self._pages]),
                refused=self._record.refused,
                wrong=self._record.wrong,
                mended=mended - struck,
                silence=self._silence(struck),
                late=self._late(),
                behind=self._behind(struck),
                said=said,
                says=says,
            )

    async def _acknowledged(self, count: int) -> None:
        await until(lambda: len(self._record.lines) >= count or self._has_failed(), self._size.patience)

    def _has_failed(self) -> bool:
        return any(task.done() for task in self._writing)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[None]:
        """Open the pages, spread over the proxies."""
        site, first = self._site, self._site.servers[0]
        self._people = [await first.person() for _ in range(self._size.writers)]
        readers = [await first.person() for _ in range(min(PEOPLE, self._size.pages))]
        self._room = await first.room(*self._people, *readers)
        self._pages = [
            ReaderPage(
                site.proxies[n % len(site.proxies)].base, f"/rooms/{self._room}", readers[n % len(readers)].cookie
            )
            for n in range(self._size.pages)
        ]
        try:
            for page in self._pages:
                await page.open()
            yield
        finally:
            await asyncio.gather(*(page.close() for page in self._pages))

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        watching = asyncio.create_task(self._health.watch())
        try:
            yield
        finally:
            watching.cancel()

    @asynccontextmanager
    async def _written(self) -> AsyncIterator[None]:
        self._is_over = asyncio.Event()
        writers = [Writer(person, self._room, self._site.servers, self._record) for person in self._people]
        self._writing = [asyncio.create_task(writer.write(self._is_over)) for writer in writers]
        try:
            yield
        finally:
            for task in self._writing:
                task.cancel()

    async def _stop_writing(self) -> None:
        self._is_over.set()
        async with asyncio.timeout(self._size.patience):
            await asyncio.gather(*self._writing)

    async def _scroll_to_the_top(self, stored: Sequence[Line]) -> None:
        """Have every page show the whole room."""
        clock = asyncio.get_running_loop()
        end = clock.time() + self._size.patience
        while differing := [page for page in self._pages if page.shown() != list(stored)]:
            assert clock.time() < end, "it did not come to be"
            for page in differing:
                await page.scroll_up()
            await asyncio.sleep(0.5)

    def _silence(self, struck: float) -> float:
        times = [struck, *(at for at in self._record.times if at > struck)]
        return max((later - earlier for earlier, later in pairwise(times)), default=0.0)

    def _late(self) -> float | None:
        """Return how long it took at most until an acknowledged message was on a page."""
        delays = [came - told for told, came in self._told_and_come()]
        return None if math.inf in delays else max(delays, default=0.0)

    def _behind(self, struck: float) -> float | None:
        """Return how long after the fault the last message came late to a page."""
        ends = [came - struck for told, came in self._told_and_come() if came - told > LATE]
        return None if math.inf in ends else max(ends, default=0.0)

    def _told_and_come(self) -> Iterator[tuple[float, float]]:
        """Give, for each message and page, when it was acknowledged and when it was there; infinity: never."""
        for line, told in zip(self._record.lines, self._record.times, strict=True):
            yield from ((told, page.came.get(line.number, math.inf)) for page in self._pages)
