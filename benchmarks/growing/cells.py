"""What is measured: what a post costs, and how many deliveries a second one and two processes bring."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.compare.messages import numbers_in
from benchmarks.compare.nicegui_page import answer_to, fire, open_page
from benchmarks.compare.readers import Readers
from benchmarks.compare.verdict import judge
from benchmarks.growing.burst import Burst, Poster
from benchmarks.growing.crowd import Crowd
from benchmarks.growing.lanes import Lane, page_lane, rest_lane
from benchmarks.growing.stage import Backing, Stage, stage
from benchmarks.growing.watched import Opened, Watched
from tests.support.browser.page_client import PageClient
from tests.support.servers.server import Person, Server

AT_ONCE = 8  # pages opened at the same time
SETTLED_WITHIN = 60.0  # seconds
PEOPLE = 20  # that share a busy room's pages

Cell = dict[str, Any]


@asynccontextmanager
async def set_up(processes: int, backing: Backing | None) -> AsyncIterator[Stage]:
    """Start a stage in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="chatapp-growing-") as directory:
        async with stage(Path(directory), processes, backing) as built:
            yield built


async def open_pages(readers: Readers, places: Sequence[tuple[Server, str, Person]]) -> list[Opened]:
    """Open a page at each place, as somebody who looks at it."""
    opened: list[Opened] = []
    left = iter(places)

    async def work() -> None:
        for server, room, person in left:
            reader = await open_page(PageClient(server.base, f"/rooms/{room}", person.cookie), readers)
            await fire(reader, "0", "told", "activity", True, True)
            opened.append(Opened(server, room, reader))

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(work())
    await readers.fall_silent(quiet=1.0, at_most=SETTLED_WITHIN)
    return opened


# ---------------------------------------------------------------------- what a post costs


async def posts(processes: int, backing: Backing | None, *, clients: int, share: float) -> list[Cell]:
    """Measure what a post costs each part, by REST and by the pages' websocket, alone and of many at once.

    ``share``: of the usual number of posts.
    """
    cells = []
    async with set_up(processes, backing) as built:
        await built.gather(clients)
        room = await built.room(built.people)
        numbers = count(1)
        for senders, sent in ((1, 200), (clients, 2000)):
            lanes = [rest_lane(built.servers[i % processes], built.people[i], room) for i in range(senders)]
            cells.append(_posted(built, numbers, lanes, int(sent * share), way="REST"))
            for lane in lanes:
                lane.source.socket.close()
        for senders, sent in ((1, 300), (clients, 4000)):
            readers = Readers(numbers_in, answer_to)
            places = [(built.servers[i % processes], room, built.people[i]) for i in range(senders)]
            lanes = [page_lane(page.reader, room) for page in await open_pages(readers, places)]
            cells.append(_posted(built, numbers, lanes, int(sent * share), way="page"))
            readers.close()
            await asyncio.sleep(1.0)  # their read marks are written
        wrong = judge(list(range(1, next(numbers))), sorted(built.stored()[room]))
    return [{**cell, "lost": wrong.lost, "duplicated": wrong.duplicated} for cell in cells]


def _posted(built: Stage, numbers: Iterator[int], lanes: list[Lane], sent: int, way: str) -> Cell:
    poster = Poster(built, numbers, lanes, Crowd([]))
    poster.burst(window=1, posts=len(lanes) * 4)  # warms up
    burst = poster.burst(window=1, posts=sent)
    poster.close()
    each = {
        name: seconds * 1e6 / burst.posts for name, seconds in {**asdict(burst.cpu), "total": burst.cpu.total}.items()
    }
    return {"way": way, "clients": len(lanes), "posts_per_s": burst.posts / burst.took, "cpu_us_per_post": each}


# ---------------------------------------------------------------------- deliveries


@dataclass(frozen=True, slots=True)
class Scene:
    """Who looks at what. ``window``: messages under way at once, over all ``lanes``."""

    rooms: int
    pages: int
    lanes: int
    window: int


async def deliveries(processes: int, backing: Backing | None, scene: Scene, *, seconds: float) -> Cell:
    """Measure how many deliveries a second so many processes bring, and judge whether they brought everything."""
    async with set_up(processes, backing) as built:
        places = await _places(built, scene)
        readers = Readers(numbers_in, answer_to)
        watched = Watched(await open_pages(readers, places), readers, scene.lanes)
        poster = Poster(built, count(1), watched.lanes, watched.crowd)
        window = max(1, scene.window // scene.lanes)
        poster.burst(window=window, seconds=1.0)  # warms up; judged as everything else
        before = watched.deliveries
        burst = poster.burst(window=window, seconds=seconds)
        delivered = watched.deliveries - before
        watched.crowd.settle()
        watched.keep_all()
        poster.burst(window=1, posts=len(watched.lanes))  # whoever lacks something is told more than the others
        poster.close()
        faults = watched.judge(built.stored())
        readers.close()
    return {**_told(burst, delivered), "pages": scene.pages, "rooms": scene.rooms, **faults}


def _told(burst: Burst, delivered: int) -> Cell:
    parts = {**asdict(burst.cpu), "client": burst.client_cpu}
    return {
        "deliveries_per_s": delivered / burst.took,
        "posts_per_s": burst.posts / burst.took,
        "busiest_us_per_post": burst.cpu.busiest * 1e6 / burst.posts,
        "cpu_us_per_delivery": {name: seconds * 1e6 / delivered for name, seconds in parts.items()},
        "all_us_per_delivery": burst.cpu.total * 1e6 / delivered,
        "busy_percent": {name: seconds / burst.took * 100 for name, seconds in parts.items()},
    }


async def _places(built: Stage, scene: Scene) -> list[tuple[Server, str, Person]]:
    """Return where each page is to be open: every room has its own people, and pages on every process."""
    of_a_room = scene.pages // scene.rooms
    people = min(of_a_room, PEOPLE)
    await built.gather(scene.rooms * people)
    places = []
    for number in range(scene.rooms):
        own = built.people[number * people : (number + 1) * people]
        room = await built.room(own)
        places += [(built.servers[i % len(built.servers)], room, own[i % people]) for i in range(of_a_room)]
    return places
