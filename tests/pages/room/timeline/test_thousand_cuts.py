"""A thousand cuts while people write, edit, react, pin, delete and read in a room and its threads, on two processes.

No page loses anything, and the lists of people who look elsewhere show what one counts by hand as unread.
"""

import asyncio
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser.page_client import PageClient
from tests.support.browser.sidebar_rows import row_of
from tests.support.running.patience import until
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import Person, Server

PAGES = 6
THREADS = 4
THOUSAND = 1000
SOME = 60
ROW = re.compile(r'<article class="msg.*?</article>', re.DOTALL)
NUMBER = re.compile(r'data-number="(\d+)"')
NEWS = 'class="thread-news"'  # in threads that one doesn't follow
RESEND = 0.2  # seconds after which a page sends again what has not been acknowledged
CHANGES = ["react", "unreact", "edit", "delete", "restore", "pin", "unpin", "answer", "mention"]
ANYWHERE = [*CHANGES, "thread", "thread", "follow"]

Stored = list[dict[str, Any]]


@dataclass
class Writer:
    """A page that sends messages as the browser's send queue does: each until it hears that it is stored."""

    page: PageClient
    room: str  # or the thread beside it
    sent: list[str] = field(default_factory=list)

    async def send(self, key: str) -> None:
        """Send a message until it is acknowledged."""
        self.sent.append(key)
        while not any(f'sendQueue.done("{key}"' in script for script in self.page.scripts):
            await self.page.is_ready.wait()
            try:
                await self.page.post(self.room, key, f"said as {key}")
            except Exception:  # the connection went meanwhile
                await asyncio.sleep(0.01)
            await asyncio.sleep(RESEND)


def shown(page: PageClient, room: str) -> list[str]:
    """Return the rows a page shows of a room, or of a thread beside it, with the chips of threads in them."""
    return [row for row in ROW.findall(page.html()) if f'href="/rooms/{room}/' in row]


@dataclass
class Scene:
    """A room and its threads, and who may do what on which process."""

    servers: list[Server]
    people: list[Person]
    room: str
    dice: random.Random
    threads: list[str] = field(default_factory=list)

    async def act(self) -> None:
        """Do something to one of the newest messages of the room or a thread, on either process.

        What is refused changes nothing.
        """
        dice = self.dice
        server, person = dice.choice(self.servers), dice.choice(self.people)
        room = dice.choice([self.room, *self.threads]) if dice.random() < 0.5 else self.room
        async with server.http(person) as http:
            newest = (await http.get(f"/api/v1/rooms/{room}/messages", params={"limit": 20})).json()["messages"]
            if not newest:
                return
            number = dice.choice(newest)["number"]
            kind = dice.choice(ANYWHERE if room == self.room else CHANGES)
            if kind == "thread":
                await self._reply(person, number)
            else:
                await self._change(http, room, number, kind)

    async def begin(self, person: Person, number: int) -> str:
        """Begin a message's thread on all processes at once: there is one; returns its uuid, or nothing if refused."""
        begun = set()
        for answer in await asyncio.gather(*(self._begin(server, person, number) for server in self.servers)):
            assert answer.status_code < 500, answer.text
            begun.add(answer.json().get("room_uuid", ""))
        assert len(begun) == 1 or "" in begun, "two threads of one message"
        found = str(max(begun))
        if found and found not in self.threads:
            self.threads.append(found)
        return found

    async def _begin(self, server: Server, person: Person, number: int) -> Any:
        async with server.http(person) as http:
            return await http.post(f"/api/v1/rooms/{self.room}/messages/{number}/thread")

    async def _reply(self, person: Person, number: int) -> None:
        full = len(self.threads) >= THREADS
        if thread := self.dice.choice(self.threads) if full else await self.begin(person, number):
            answer = await self.dice.choice(self.servers).post(person, thread, f"replies {self.dice.random()}")
            assert answer.status_code < 500, answer.text

    async def _change(self, http: Any, room: str, number: int, kind: str) -> None:
        dice, message = self.dice, f"/api/v1/rooms/{room}/messages/{number}"
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
        elif kind in ("pin", "unpin", "follow"):
            path = f"rooms/{room}/pins/{number}" if kind != "follow" else f"threads/{dice.choice(self.threads)}/follow"
            verb = http.delete if kind == "unpin" or dice.random() < 0.2 else http.put
            answer = await verb(f"/api/v1/{path}")
        else:
            called = f"@{dice.choice(self.people).username} " if kind == "mention" else ""
            body = {"body": f"{called}answers {number}", "client_message_id": f"a-{dice.random()}", "reply_to": number}
            answer = await http.post(f"/api/v1/rooms/{room}/messages", json=body)
        assert answer.status_code < 500, answer.text


@dataclass
class Reader:
    """Somebody who looks elsewhere, and marks as read by a program; their page lists the room."""

    page: PageClient
    server: Server
    person: Person
    scene: Scene

    async def read(self, dice: random.Random) -> None:
        """Read the room, or a thread, up to somewhere."""
        room = dice.choice([self.scene.room, *self.scene.threads])
        async with self.server.http(self.person) as http:
            newest = (await http.get(f"/api/v1/rooms/{room}/messages", params={"limit": 1})).json()["messages"]
            await self._mark(http, room, dice.randint(0, newest[0]["number"]) // 2 if newest else 0)

    async def _mark(self, http: Any, room: str, number: int) -> dict[str, Any]:
        answer = await http.put(f"/api/v1/rooms/{room}/read", json={"number": number})
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def agrees(self, stored: dict[str, Stored]) -> None:
        """Compare what the database and the page say of the room and its threads with a count by hand."""
        async with self.server.http(self.person) as http:
            for room, messages in stored.items():
                found = (await http.get(f"/api/v1/rooms/{room}")).json()
                is_counted = room == self.scene.room or found["follows"]
                read = (await self._mark(http, room, 0))["last_read_number"] if is_counted else len(messages)
                is_unread = [m for m in messages if m["number"] > read and is_there(m)]
                is_called = [any(one.get("uuid") == self.person.uuid for one in m["mentions"]) for m in is_unread]
                assert (found["unread"], found["unread_mentions"]) == (len(is_unread), sum(is_called))
                number = str(len(is_unread) or "")
                await until(lambda room=room, number=number: self.shown(room) == number)
            has_news = (await http.get(f"/api/v1/rooms/{self.scene.room}")).json()["has_thread_news"]
        await until(lambda: (NEWS in row_of(self.page.elements, self.scene.room)["innerHTML"]) == has_news)

    def shown(self, room: str) -> str:
        """Return the number of unread messages on the page; a thread without any has no row."""
        return row_of(self.page.elements, room).get("data-unread", "")


def is_there(message: dict[str, Any]) -> bool:
    """Say whether a message counts: somebody wrote it, and nobody deleted it."""
    return message["kind"] == "text" and not message["deleted_at"]


async def endure(servers: list[Server], cuts: int) -> None:
    """Cut pages of both processes while all of this goes on; then compare them with what is stored."""
    dice = random.Random(cuts)
    people = [await servers[0].person() for _ in range(PAGES)]
    elsewhere = [await servers[0].person() for _ in servers]
    room = await servers[0].room(people[0], *people[1:], *elsewhere)
    scene = Scene(servers, [*people, *elsewhere], room, dice)
    await servers[0].post(people[0], room, "What do you think?")
    beside = await scene.begin(people[0], 1)
    readers = [
        Reader(await PageClient(server.base, "/rooms", person.cookie).open(), server, person, scene)
        for server, person in zip(servers, elsewhere, strict=True)
    ]
    pages = [
        await PageClient(servers[index % len(servers)].base, f"/rooms/{room}?thread={beside}", person.cookie).open()
        for index, person in enumerate(people)
    ]
    writers = [Writer(page, (room, beside)[index // 2 % 2]) for index, page in enumerate(pages)]
    sending: set[asyncio.Task[None]] = set()
    for cut in range(cuts):
        page = dice.choice(pages)
        await page.is_ready.wait()
        if cut % 3 == 0 and len(sending) < PAGES:
            task = asyncio.create_task(dice.choice(writers).send(f"key-{cut}"))
            sending.add(task)
            task.add_done_callback(sending.discard)
        if cut % 2 == 0:
            await scene.act()
        if cut % 20 == 0:
            await dice.choice(readers).read(dice)
        await (dice.choice(readers).page if cut % 10 == 9 else page).drop()
        await asyncio.sleep(dice.random() * 0.02)
    await asyncio.gather(*sending)
    await converges(scene, beside, pages, writers, readers)
    assert sum(page.connections for page in pages) > cuts / 2
    for page in (*pages, *(reader.page for reader in readers)):
        await page.close()


async def become_alike(page: PageClient, fresh: PageClient, room: str) -> None:
    """Wait until a page shows the same newest messages of a room, or a thread, as one that was opened just now."""

    def rows() -> tuple[list[str], list[str]]:
        both = shown(page, room), shown(fresh, room)
        least = min(map(len, both))
        return both[0][-least:], both[1][-least:]

    def is_alike() -> bool:
        own, right = rows()
        return own == right and len(own) >= min(20, len(shown(fresh, room)))

    try:
        await until(is_alike)
    except AssertionError:
        own, right = rows()
        raise AssertionError("\n".join([*own, f"{len(own)} rows, instead of {len(right)}:", *right])) from None


async def converges(
    scene: Scene, beside: str, pages: list[PageClient], writers: list[Writer], readers: list[Reader]
) -> None:
    """Compare pages and lists with what is stored, which nothing is missing from, and nothing is twice in."""
    server, room, person = scene.servers[0], scene.room, scene.people[0]
    stored = {one: await server.messages(person, one) for one in (room, *scene.threads)}
    for messages in stored.values():
        assert [message["number"] for message in messages] == list(range(1, len(messages) + 1)), "out of order"
    for place in (room, beside):
        sent = [key for writer in writers if writer.room == place for key in writer.sent]
        assert sent, "nothing was sent"
        counted = Counter(message["client_message_id"] for message in stored[place])
        assert all(counted[key] == 1 for key in sent), "lost or doubled"
    chips = {message["thread"]["room_uuid"]: message["thread"] for message in stored[room] if message["thread"]}
    assert {one: chips[one]["replies"] for one in scene.threads} == {
        one: sum(map(is_there, stored[one])) for one in scene.threads
    }
    async with server.http(person) as http:
        for place in (room, beside):  # so that a page opens at the newest messages
            assert (await http.put(f"/api/v1/rooms/{place}/read", json={"number": len(stored[place])})).is_success
    fresh = await PageClient(server.base, f"/rooms/{room}?thread={beside}", person.cookie).open()
    for place in (room, beside):
        await until(lambda place=place: shown(fresh, place))
        assert len(shown(fresh, place)) >= min(20, len(stored[place]))
        for page in pages:
            await become_alike(page, fresh, place)
    for page in pages:
        for place in (room, beside):
            numbers = [NUMBER.findall(row)[0] for row in shown(page, place)]
            assert len(numbers) == len(set(numbers)), "a row stands twice"
    for reader in readers:
        await reader.agrees(stored)
    await fresh.close()


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
