"""`python -m benchmarks.paging`: one page back in a room of 1,000,000 messages against one of 1,000.

A page (NiceGUI's own protocol, no browser) jumps to a message somewhere in the room and goes back from there, step by
step: each step is one chunk of fifty messages, read from the database, rendered and sent. The two rooms take turns,
so that what else the machine does meets both alike.
"""

import asyncio
import json
import random
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated, Any

import typer

from benchmarks.process import usage
from benchmarks.run import own_server
from tests.support.browser.page_client import PageClient
from tests.support.people.long_room import fill
from tests.support.servers.server import Person, Server

SMALL, LARGE = 1_000, 1_000_000  # messages
STEPS = 8  # chunks back from each place
FIRST = re.compile(r'data-number="(\d+)"')
ANSWERED_WITHIN = 10.0  # seconds


@dataclass
class Reader:
    """One open page of a room that goes back through it, and what that took."""

    server: Server
    room: str
    person: Person
    messages: int
    seconds: list[float] = field(default_factory=list)
    cpu_of_turns: list[float] = field(default_factory=list)  # server CPU a step, seconds

    async def open(self) -> None:
        """Open the page."""
        self._came: asyncio.Event = asyncio.Event()
        self._wanted = 0
        self._page = await PageClient(
            self.server.base, f"/rooms/{self.room}", self.person.cookie, on_update=self._look
        ).open()

    async def close(self) -> None:
        """Close the page."""
        await self._page.close()

    async def turn(self, places: int) -> None:
        """Go to places anywhere in the room, and back from each; note what the steps back cost the server."""
        assert self.server.process is not None
        pid, cpu = self.server.process.pid, 0.0
        for _ in range(places):
            await self._jump(random.randrange((STEPS + 2) * 50, self.messages - 50))
            low = min(number for number, _ in self._page.rows())
            before = usage(pid)
            for step in range(1, STEPS + 1):
                began = perf_counter()
                await self._back(low - step * 50)
                self.seconds.append(perf_counter() - began)
            cpu += after.cpu - before.cpu if before and (after := usage(pid)) else 0.0
        if cpu:
            self.cpu_of_turns.append(cpu / places / STEPS)

    async def _jump(self, number: int) -> None:
        known = len(self._page.scripts)
        await self._page.tell("jump", self.room, number)
        async with asyncio.timeout(ANSWERED_WITHIN):
            while len(self._page.scripts) == known:  # noqa: ASYNC110  (the script that scrolls comes after the messages)
                await asyncio.sleep(0.002)

    async def _back(self, first: int) -> None:
        """Ask for older messages, and wait until the one with this number is there."""
        self._wanted = first
        self._came.clear()
        await self._page.tell("earlier", self.room)
        async with asyncio.timeout(ANSWERED_WITHIN):
            await self._came.wait()

    def _look(self, update: dict[str, Any]) -> None:
        for element in update.values():
            html = str((element or {}).get("props", {}).get("innerHTML", ""))
            if (found := FIRST.search(html)) and int(found[1]) <= self._wanted:
                self._came.set()


async def _measure(directory: Path, turns: int, places: int) -> dict[str, Any]:
    async with own_server(directory) as server:
        person = await server.person()
        readers = []
        for messages in (SMALL, LARGE):
            room = await server.room(person)
            await asyncio.to_thread(fill, server.database_url, room, messages)
            readers.append(Reader(server, room, person, messages))
        for reader in readers:
            await reader.open()
            await reader.turn(places)  # warms up
            reader.seconds.clear()
            reader.cpu_of_turns.clear()
        for _ in range(turns):
            for reader in readers:
                await reader.turn(places)
        for reader in readers:
            await reader.close()
    small, large = readers
    return {
        "messages": {"small": SMALL, "large": LARGE},
        "pages_back": {"small": len(small.seconds), "large": len(large.seconds)},
        "service_ms": {"small": median(small.seconds) * 1e3, "large": median(large.seconds) * 1e3},
        "service_ratio": median(large.seconds) / median(small.seconds),
        "cpu_ms": {
            "small": median(small.cpu_of_turns) * 1e3 if small.cpu_of_turns else None,
            "large": median(large.cpu_of_turns) * 1e3 if large.cpu_of_turns else None,
        },
        "cpu_ratio": median(large.cpu_of_turns) / median(small.cpu_of_turns) if small.cpu_of_turns else None,
    }


def measure(turns: int = 7, places: int = 25) -> dict[str, Any]:
    """Measure one page back at random depths of a small and a large room; medians, and ratios large ÷ small.

    ``service_ms``: from the page's asking until the messages are there; ``cpu_ms``: the server's CPU a step.
    """
    with tempfile.TemporaryDirectory(prefix="chatapp-paging-") as directory:
        return asyncio.run(_measure(Path(directory) / "own", turns, places))


def main(
    turns: Annotated[int, typer.Option(min=1, help="Turns of each room.")] = 7,
    places: Annotated[int, typer.Option(min=1, help="Places gone to in a turn, eight pages back from each.")] = 25,
    json_file: Annotated[Path, typer.Option("--json", help="Where the figures go.")] = Path(
        "benchmarks/out/paging.json"
    ),
) -> None:
    """Compare one page back in a room of a million messages with one in a room of a thousand."""
    figures = measure(turns, places)
    json_file.parent.mkdir(parents=True, exist_ok=True)
    json_file.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    typer.run(main)
