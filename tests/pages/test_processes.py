"""Two real servers on one database and one Redis: pages of both are one Chatapp, whatever becomes of Redis."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.browser.page_client import PageClient
from tests.support.running.patience import until
from tests.support.servers import loopback
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import Person, Server

AWAY = "redis unavailable"  # in the log


@dataclass
class Pair:
    """Two servers and their Redis."""

    here: Server
    there: Server
    redis: RedisServer

    async def are(self, status: str) -> None:
        """Wait until both servers say that they are ready, or degraded."""
        async with loopback.client() as http:
            for server in (self.here, self.there):
                while (await http.get(f"{server.base}/readyz")).json()["status"] != status:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)


@pytest.fixture
async def pair(tmp_path: Path, own_redis: RedisServer) -> AsyncIterator[Pair]:
    settings = {"CHATAPP_BROKER_URL": own_redis.url}
    here = await Server(tmp_path / "data", settings).start()
    there = await Server(tmp_path / "data", settings).start()
    yield Pair(here, there, own_redis)
    await here.stop()
    await there.stop()


async def sign_out(server: Server, person: Person) -> None:
    """Sign a browser out, as its own form does."""
    async with loopback.client() as http:
        answer = await http.post(f"{server.base}/logout", headers={"Cookie": person.cookie})
        assert answer.status_code == 303


async def rename(server: Server, owner: Person, room: str, name: str) -> None:
    """Call a room something else."""
    async with server.http(owner) as http:
        assert (await http.patch(f"/api/v1/rooms/{room}", json={"name": name})).is_success


@pytest.mark.nightly
async def test_two_people_on_two_servers_hear_see_and_leave_each_other(pair: Pair) -> None:
    ann, ben = await pair.here.person("ann"), await pair.here.person("ben")
    room = await pair.here.room(ann, ben)
    page = await PageClient(pair.there.base, f"/rooms/{room}", ben.cookie).open()
    for number in range(1, 11):
        await pair.here.post(ann, room, f"message {number}")
    await until(lambda: [number for number, _ in page.rows()] == list(range(1, 11)))
    await rename(pair.here, ann, room, "Greenhouse")
    await until(lambda: "Greenhouse" in page.html())
    await sign_out(pair.here, ben)
    await until(lambda: [opened.partition("?")[0] for opened in page.opened] == ["/login"])
    await page.close()


async def test_what_happened_while_redis_was_away_is_on_every_page_when_it_is_back(pair: Pair) -> None:
    ann, ben, cat = [await pair.here.person(name) for name in ("ann", "ben", "cat")]
    room = await pair.here.room(ann, ben, cat)
    page = await PageClient(pair.there.base, f"/rooms/{room}", ben.cookie).open()
    index = await PageClient(pair.there.base, "/rooms", ben.cookie).open()
    outgoing = await PageClient(pair.there.base, f"/rooms/{room}", cat.cookie).open()
    before = pair.here.log().count(AWAY)
    await pair.redis.kill()
    await pair.are("degraded")
    await pair.here.post(ann, room, "said in the dark")
    await rename(pair.here, ann, room, "Greenhouse")
    new = await pair.here.room(ann, ben)
    await rename(pair.here, ann, new, "Orangery")
    await sign_out(pair.here, cat)
    assert outgoing.opened == []
    assert pair.here.log().count(AWAY) == before + 3, "both connections and the limits say so once each"
    await pair.redis.start()
    await pair.are("ready")
    await until(lambda: "said in the dark" in page.html() and page.html().count("Greenhouse") >= 2)
    await until(
        lambda: "Orangery" in page.html(),
    )
    await until(lambda: "Orangery" in index.html() and "Greenhouse" in index.html())
    await until(lambda: [opened.partition("?")[0] for opened in outgoing.opened] == ["/login"])
    await pair.here.post(ann, room, "in the light")
    await until(lambda: "in the light" in page.html())
    for one in (page, index, outgoing):
        await one.close()
