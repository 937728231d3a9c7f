"""Where a cell is measured: Chatapp as it is by default, or grown, with people and rooms, and what each part uses."""

import asyncio
import subprocess
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import text as sql

from benchmarks.compare.messages import numbers_in
from benchmarks.process import cores, cpu_of_family, on_core
from tests.support.servers.databases import connected
from tests.support.servers.postgres import Postgres
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import Person, Server

STORED = sql("SELECT r.uuid, m.body FROM message m JOIN room r ON r.id = m.room_id ORDER BY m.room_id, m.number")
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "autovacuum": "on"}


class Backing:
    """PostgreSQL and Redis, started once for a whole run; every cell has a database of its own."""

    def __init__(self) -> None:
        self.postgres = Postgres()
        self.redis = RedisServer()

    async def start(self) -> None:
        """Start both; PostgreSQL acknowledges what is on the disk, as it does by default."""
        await asyncio.to_thread(self.postgres.start, **DURABLE, shared_buffers="128MB")
        await self.redis.start()

    async def stop(self) -> None:
        """End both."""
        await self.redis.stop()
        self.postgres.stop()


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds of CPU, by part: user and system, of all threads and children. ``busiest``: the server that used most."""

    servers: float = 0.0
    postgresql: float = 0.0
    redis: float = 0.0
    busiest: float = 0.0

    @property
    def total(self) -> float:
        """All of it."""
        return self.servers + self.postgresql + self.redis


@dataclass(frozen=True, slots=True)
class Clock:
    """What each server, PostgreSQL and Redis have used so far, in seconds of CPU."""

    servers: tuple[float, ...]
    postgresql: float = 0.0
    redis: float = 0.0

    def __sub__(self, before: "Clock") -> Cpu:
        own = [now - then for now, then in zip(self.servers, before.servers, strict=True)]
        return Cpu(sum(own), self.postgresql - before.postgresql, self.redis - before.redis, max(own))


@dataclass
class Stage:
    """Servers of one Chatapp. ``backing``: None for SQLite and the broker of one process."""

    servers: list[Server]
    backing: Backing | None
    database: str
    people: list[Person] = field(default_factory=list)

    def cpu(self) -> Clock:
        """Return what every part has used so far."""
        own = tuple(cpu_of_family(server.process.pid) for server in self.servers if server.process is not None)
        if self.backing is None:
            return Clock(own)
        redis = self.backing.redis.process
        return Clock(own, cpu_of_family(self.backing.postgres.pid), cpu_of_family(redis.pid) if redis else 0.0)

    async def gather(self, count: int) -> None:
        """Make so many people."""
        for index in range(len(self.people), count):
            self.people.append(await self.servers[0].person(f"person{index}"))

    async def room(self, people: Sequence[Person]) -> str:
        """Let people into a new room; returns its uuid."""
        return await self.servers[0].room(*people)

    def stored(self) -> dict[str, list[int]]:
        """Return each room's messages, by the numbers in their texts, in the order of the rooms' own numbers."""
        url = self.backing.postgres.url(self.database) if self.backing else f"sqlite:///{self._file}"
        found: dict[str, list[int]] = defaultdict(list)
        with connected(url) as connection:
            for room, text in connection.execute(STORED):
                found[str(UUID(str(room)))] += numbers_in(text.encode())
        return found

    @property
    def _file(self) -> Path:
        return self.servers[0].data_dir / "chatapp.db"


@asynccontextmanager
async def stage(directory: Path, processes: int, backing: Backing | None) -> AsyncIterator[Stage]:
    """Start so many servers, each on a core of its own as far as there are any, on an empty database."""
    settings: dict[str, str] = {}
    database = ""
    if backing is not None:
        database = await asyncio.to_thread(backing.postgres.copy)
        settings = {
            "CHATAPP_DATABASE_URL": backing.postgres.url(database),
            "CHATAPP_BROKER_URL": backing.redis.url,
        }
    built = Stage([Server(directory / "data", settings) for _ in range(processes)], backing, database)
    chosen = cores() or (None, None)
    try:
        for index, server in enumerate(built.servers):
            with on_core(chosen[index % 2]):
                await server.start()
        yield built
    finally:
        for server in built.servers:
            try:
                await server.stop()
            except subprocess.TimeoutExpired:
                await server.kill()
        if backing is not None:
            await asyncio.to_thread(backing.postgres.drop, database)
