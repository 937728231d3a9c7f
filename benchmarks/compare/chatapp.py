"""Chatapp itself: signed-in people, each page the whole product with its sidebar, posts by its own send queue."""

import asyncio
import re
import subprocess
from collections.abc import Collection, Iterable
from enum import StrEnum
from itertools import chain
from pathlib import Path

from benchmarks.compare.messages import body, numbers_in
from benchmarks.compare.nicegui_page import acknowledge, answer_to, fire, open_page, page_of
from benchmarks.compare.readers import Reader, Readers
from benchmarks.compare.shown import UPDATE, ShownRows, Updates
from benchmarks.compare.subject import stored_in
from benchmarks.compare.verdict import Faults, judge
from pages.room.timeline.hidden_pages import PAUSE
from tests.support.browser.page_client import PageClient
from tests.support.servers.server import Person, Server

PEOPLE = 20
KEY = "build-{:06d}"  # a message's client_message_id
ACKNOWLEDGED = re.compile(rb'sendQueue\.done\(\\"build-(\d{6})\\"\)')
MARK = re.compile(rb'unread\.more\(\\"[^"]*\\",\s?\d+,\s?(\d+)\)')  # the room's newest number
ROW = re.compile(rb'data-unread=\\+"(\d+)')  # how many are unread, in a row of the sidebar, which a script has as text


class Look(StrEnum):
    """Where the pages are, apart from the first one, which posts."""

    VIEW = "view"
    HIDDEN = "hidden"  # the same room in a tab behind others
    ELSEWHERE = "elsewhere"  # another room; the one that is posted to is in the sidebar


class Chatapp:
    """The product. ``settings``: its environment, as in `CHATAPP_FANOUT`."""

    def __init__(self, directory: Path, settings: dict[str, str] | None = None, look: Look = Look.VIEW) -> None:
        self.readers = Readers(numbers_in if look == Look.VIEW else self._told_by, answer_to)
        self._look = look
        if look == Look.HIDDEN:
            self.readers.silence += PAUSE  # after which they are shown what they have missed
        self._before = 0  # messages of Chatapp itself, before any other
        self._server = Server(directory / "data", settings or {})
        self._people: list[Person] = []
        self._room = ""
        self._acknowledging: asyncio.Task[None] | None = None

    def look_into(self, directory: Path) -> None:
        """Have the server say where its CPU goes, into a directory, when SIGUSR1 asks for it."""
        directory.mkdir(parents=True, exist_ok=True)
        self._server.command = ("-m", "benchmarks.profiled_server", str(directory.absolute()))

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self._server.process is not None
        return self._server.process.pid

    async def start(self, pages: int) -> None:
        """Start the server, and let 20 people into one room."""
        await self._server.start()
        for index in range(min(PEOPLE, pages)):
            self._people.append(await self._server.person(f"person{index}"))
        self._room = await self._server.room(*self._people)
        self._elsewhere = await self._server.room(*self._people)
        self._before = len(await self._server.messages(self._people[0], self._room))
        self._acknowledging = asyncio.create_task(acknowledge(self.readers), name="pages acknowledge")

    async def open(self, index: int) -> Reader:
        """Open the room, and say that somebody looks at it."""
        look = self._look if index else Look.VIEW
        own = bool(index) and self._look != Look.VIEW  # who posts has read it, on all of their pages
        person = self._people[own + index % (len(self._people) - own)]
        room = self._elsewhere if look == Look.ELSEWHERE else self._room
        client = PageClient(self._server.base, f"/rooms/{room}", person.cookie)
        reader = await open_page(client, self.readers)
        is_seen = look != Look.HIDDEN
        await fire(reader, "0", "told", "activity", is_seen, is_seen)
        return reader

    async def post(self, reader: Reader, number: int) -> None:
        """Send what the composer's send queue sends."""
        await fire(reader, "0", "message_post", self._room, KEY.format(number), body(number))

    def judge(self, posted: Collection[int]) -> Faults:
        """Compare what is stored, what was acknowledged, what each page received, and what it shows at the end."""
        stored = stored_in(self._server.data_dir / "chatapp.db")
        messages = {each for reader in self.readers for each in reader.received}
        acknowledged = {int(number) for each in messages for number in ACKNOWLEDGED.findall(each.text)}
        found = judge(sorted(posted), sorted(stored)) + judge(sorted(posted), sorted(acknowledged))
        updates = Updates()
        brought = {each: numbers_in(each.text) for each in messages if each.text.startswith(UPDATE)}  # no marks
        for reader in self.readers:
            found += judge(stored, _each_once(each.numbers for each in reader.received))
            if self._look != Look.ELSEWHERE:
                found += judge(stored, _each_once(brought.get(each, ()) for each in reader.received))
                page = ShownRows(page_of(reader).elements)
                for each in reader.received:
                    page.apply(updates[each])
                found += page.judge(stored)
        return found

    def _told_by(self, text: bytes) -> Collection[int]:
        """Return which messages a text brings, or is the mark of: a mark tells of all before it as well."""
        newest = [int(found) - self._before for found in MARK.findall(text)] + [int(row) for row in ROW.findall(text)]
        return numbers_in(text) or range(1, max(newest, default=0) + 1)

    async def stop(self) -> None:
        """End the server."""
        if self._acknowledging is not None:
            self._acknowledging.cancel()
        try:
            await self._server.stop()
        except subprocess.TimeoutExpired:
            await self._server.kill()


def _each_once(numbers: Iterable[Collection[int]]) -> list[int]:
    """Return numbers in the order in which they first came."""
    return list(dict.fromkeys(chain.from_iterable(numbers)))
