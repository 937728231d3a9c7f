"""A thousand cuts while people post, edit, react, answer, mention, pin, delete and read on two processes.

No page loses anything, and the lists of two who look elsewhere show what one counts by hand as unread.
"""

import asyncio
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.page_client import PageClient
from tests.support.patience import until
from tests.support.redis_server import RedisServer
from tests.support.server import Person, Server
from tests.support.sidebar_rows import row_of

PAGES = 6
THOUSAND = 1000
SOME = 60
ROW = re.compile(r'<article class="msg.*?</article>', re.DOTALL)
RESEND = 0.2  # seconds after which a page sends again what has not been acknowledged


@dataclass
class Writer:
    """A page that sends messages as the browser's outbox does: each until it hears that it is stored."""

    page: PageClient
    room: str
    sent: list[str] = field(default_factory=list)

    async def send(self, key: str) -> None:
        """Send a message until it is acknowledged."""
        self.sent.append(key)
        while not any(f'outbox.done("{key}"' in script for script in self.page.scripts):
            await self.page.is_ready.wait()
            try:
                await self.page.post(self.room, key, f"said as {key}")
            except Exception:  # the connection went meanwhile
                await asyncio.sleep(0.01)
            await asyncio.sleep(RESEND)


def shown(page: PageClient) -> list[str]:
    """Return the rows a page shows."""
    return ROW.findall(page.html())


async def act(servers: list[Server], people: list[Person], room: str, dice: random.Random) -> None:
    """Do something to one of the newest messages, on either process; what is refused changes nothing."""
    server, person = dice.choice(servers), dice.choice(people)
    async with server.http(person) as http:
        newest = (await http.get(f"/api/v1/rooms/{room}/messages", params={"limit": 20})).json()["messages"]
        if not newest:
            return
        number = dice.choice(newest)["number"]
        message = f"/api/v1/rooms/{room}/messages/{number}"
        kind = dice.choice(["react", "unreact", "edit", "delete", "restore", "pin", "unpin", "answer", "mention"])
        if kind == "react":
            answer = await http.put(f"{message}/reactions/{dice.choice('👍🎉👀')}")
        elif kind == "unreact":
            answer = await http.delete(f"{message}/reactions/{dice.choice('👍🎉👀')}")
        elif kind == "edit":
            answer = await http.patch(message, json={"body": f"edited {dice.random()}"})
        elif kind == "delete":
            answer = await http.delete(message)
        elif kind == "restore":
            answer = await http.post(f"{message}/restore")
        elif kind in ("pin", "unpin"):
            verb = http.put if kind == "pin" else http.delete
            answer = await verb(f"/api/v1/rooms/{room}/pins/{number}")
        else:
            words = f"@{dice.choice(people).username} answers {number}" if kind == "mention" else f"answers {number}"
            body = {"body": words, "client_message_id": f"a-{dice.random()}", "reply_to": number}
            answer = await http.post(f"/api/v1/rooms/{room}/messages", json=body)
        assert answer.status_code < 500, answer.text


@dataclass
class Reader:
    """Somebody who looks elsewhere, and marks as read by a program; their page lists the room."""

    page: PageClient
    server: Server
    person: Person
    room: str

    async def read(self, dice: random.Random) -> int:
        """Read up to somewhere; returns how far the person has read."""
        async with self.server.http(self.person) as http:
            newest = (await http.get(f"/api/v1/rooms/{self.room}/messages", params={"limit": 1})).json()["messages"]
            number = dice.randint(0, newest[0]["number"]) // 2 if newest else 0
            return int((await self._mark(http, number))["last_read_number"])

    async def _mark(self, http: Any, number: int) -> dict[str, Any]:
        answer = await http.put(f"/api/v1/rooms/{self.room}/read", json={"number": number})
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def agrees(self, stored: list[dict[str, Any]]) -> None:
        """Compare what the database and the page say with a count by hand."""
        async with self.server.http(self.person) as http:
            read = (await self._mark(http, 0))["last_read_number"]
            room = (await http.get(f"/api/v1/rooms/{self.room}")).json()
        is_unread = [m for m in stored if m["number"] > read and m["kind"] == "text" and not m["deleted_at"]]
        is_called = [any(one.get("uuid") == self.person.uuid for one in m["mentions"]) for m in is_unread]
        assert (room["unread"], room["unread_mentions"]) == (len(is_unread), sum(is_called))
        await until(lambda: self.shown() == str(len(is_unread) or ""))

    def shown(self) -> str:
        """Return the number of unread messages on the page."""
        return row_of(self.page.elements, self.room)["data-unread"]


async def endure(servers: list[Server], cuts: int) -> None:
    """Cut pages of both processes while all of this goes on; then compare them with what is stored."""
    dice = random.Random(cuts)
    people = [await servers[0].person() for _ in range(PAGES)]
    elsewhere = [await servers[0].person() for _ in servers]
    room = await servers[0].room(people[0], *people[1:], *elsewhere)
    readers = [
        Reader(await PageClient(server.base, "/rooms", person.cookie).open(), server, person, room)
        for server, person in zip(servers, elsewhere, strict=True)
    ]
    pages = [
        await PageClient(servers[index % len(servers)].base, f"/rooms/{room}", person.cookie).open()
        for index, person in enumerate(people)
    ]
    writers = [Writer(page, room) for page in pages]
    sending: set[asyncio.Task[None]] = set()
    for cut in range(cuts):
        page = dice.choice(pages)
        await page.is_ready.wait()
        if cut % 3 == 0 and len(sending) < PAGES:
            task = asyncio.create_task(dice.choice(writers).send(f"key-{cut}"))
            sending.add(task)
            task.add_done_callback(sending.discard)
        if cut % 2 == 0:
            await act(servers, [*people, *elsewhere], room, dice)
        if cut % 20 == 0:
            await dice.choice(readers).read(dice)
        await (dice.choice(readers).page if cut % 10 == 9 else page).drop()
        await asyncio.sleep(dice.random() * 0.02)
    await asyncio.gather(*sending)
    stored = await servers[0].messages(people[0], room)
    assert [message["number"] for message in stored] == list(range(1, len(stored) + 1)), "out of order"
    counted = Counter(message["client_message_id"] for message in stored)
    sent = [key for writer in writers for key in writer.sent]
    assert sent, "nothing was sent"
    assert all(counted[key] == 1 for key in sent), "lost or doubled"
    fresh = await PageClient(servers[0].base, f"/rooms/{room}", people[0].cookie).open()
    newest = len(shown(fresh))  # it opens at what its person has not read: that may be fewer than the others show
    assert newest >= 20
    for page in pages:
        await until(lambda page=page: shown(page)[-newest:] == shown(fresh))
        assert Counter(page.rows()).most_common(1)[0][1] == 1, "a row stands twice"
    for reader in readers:
        await reader.agrees(stored)
    assert sum(page.connections for page in pages) > cuts / 2
    for page in (*pages, *(reader.page for reader in readers), fresh):
        await page.close()


async def two_servers(folder: Path, redis: RedisServer, cuts: int) -> None:
    settings = {"CHATAPP_BROKER_URL": redis.url}
    servers = [await Server(folder / "data", settings).start() for _ in range(2)]
    try:
        await endure(servers, cuts)
    finally:
        for server in servers:
            await server.stop()


async def test_some_cuts_lose_double_and_mix_up_nothing(tmp_path: Path, own_redis: RedisServer) -> None:
    await two_servers(tmp_path, own_redis, SOME)


@pytest.mark.nightly
async def test_a_thousand_cuts_lose_double_and_mix_up_nothing(tmp_path: Path, own_redis: RedisServer) -> None:
    await two_servers(tmp_path, own_redis, THOUSAND)
