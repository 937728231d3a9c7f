"""Three processes that are one Chatapp: on one PostgreSQL and one Redis, as a grown Chatapp runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.support.servers.postgres import Postgres
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import Person, Server

RECONNECT_SECONDS = "30"  # how long a process keeps a page that is gone
AT_ONCE = 8  # messages on their way
SENT_TWICE = 10  # every so many are


@dataclass
class Trio:
    """The processes, each on a port of its own."""

    servers: list[Server]

    def __getitem__(self, number: int) -> Server:
        return self.servers[number]

    async def told(self, name: str) -> list[float]:
        """Return a number of /metrics, of each process."""
        return [await number_of(server, name) for server in self.servers]


async def number_of(server: Server, name: str) -> float:
    """Return one number of a process's /metrics."""
    async with server.http() as http:
        families = text_string_to_metric_families((await http.get("/metrics")).text)
    return sum(sample.value for family in families for sample in family.samples if sample.name == name)


@asynccontextmanager
async def trio(place: Path, postgres: Postgres, redis: RedisServer) -> AsyncIterator[Trio]:
    """Start three processes on an empty database; all at once, as a process manager does."""
    name = postgres.copy()
    settings = {
        "CHATAPP_DATABASE_URL": postgres.url(name),
        "CHATAPP_BROKER_URL": redis.url.replace("/0", "/13"),
        "CHATAPP_TRUSTED_PROXIES": "127.0.0.1",
        "CHATAPP_RECONNECT_SECONDS": RECONNECT_SECONDS,
    }
    servers = [Server(place / "data", settings) for _ in range(3)]
    try:
        await asyncio.gather(*(server.start() for server in servers))
        yield Trio(servers)
    finally:
        await asyncio.gather(*(server.stop() for server in servers))
        postgres.drop(name)


class Crowd:
    """Two people, and clients of theirs that post by all processes in turn."""

    def __init__(self, three: Trio, people: list[Person], room: str) -> None:
        self._clients = [server.http(person) for server in three.servers for person in people]
        self._next = cycle(self._clients)
        self._path = f"/api/v1/rooms/{room}/messages"
        self.numbers: dict[str, int] = {}  # client_message_id → the number it was given

    async def post_all(self, count: int) -> None:
        """Post so many messages; some are sent to two processes at once, as a client does that hears no answer."""
        left = iter(range(1, count + 1))

        async def work() -> None:
            for number in left:
                await self._post(number)

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        await asyncio.gather(*(client.aclose() for client in self._clients))

    def in_order(self) -> list[tuple[int, str]]:
        """Return number and key of all that were posted, by their numbers."""
        return sorted((number, key) for key, number in self.numbers.items())

    async def _post(self, number: int) -> None:
        message = {"body": f"post {number} of all", "client_message_id": f"key-{number}"}
        times = 1 if number % SENT_TWICE else 2
        first = next(self._next)
        twin = self._clients[(self._clients.index(first) + 2) % len(self._clients)]  # the same person elsewhere
        answers = await asyncio.gather(*(who.post(self._path, json=message) for who in (first, twin)[:times]))
        assert sorted(answer.status_code for answer in answers) == [200, 201][-times:]
        (self.numbers[message["client_message_id"]],) = {answer.json()["number"] for answer in answers}
