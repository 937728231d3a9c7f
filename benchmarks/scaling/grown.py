"""A grown server to measure: one process, PostgreSQL and Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.process import cores, cpu_of_family, on_core, usage
from tests.support.servers.postgres import Postgres
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import Server


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds so far, and when they were read."""

    process: float
    postgresql: float
    redis: float
    at: float

    def __sub__(self, earlier: "Spent") -> "Spent":
        return Spent(
            self.process - earlier.process,
            self.postgresql - earlier.postgresql,
            self.redis - earlier.redis,
            self.at - earlier.at,
        )


class Grown:
    """One process, its PostgreSQL and its Redis, each a process of its own."""

    def __init__(self, server: Server, postgres: Postgres, redis: RedisServer) -> None:
        self.server, self.postgres, self._redis = server, postgres, redis

    def spent(self) -> Spent:
        """Read how much CPU each has used."""
        own = usage(_pid(self.server.process))
        return Spent(
            own.cpu if own else 0.0,
            cpu_of_family(self.postgres.pid),
            cpu_of_family(_pid(self._redis.process)),
            perf_counter(),
        )

    @property
    def memory(self) -> float:
        """The process's resident memory, in MB."""
        own = usage(_pid(self.server.process))
        return own.memory if own else 0.0


def _pid(process: object) -> int:
    return int(process.pid)  # type: ignore[attr-defined]


@asynccontextmanager
async def grown(directory: Path) -> AsyncIterator[tuple[Grown, str]]:
    """Start all three, the server on a core of its own; yields them and the URL of another, empty database."""
    postgres, redis = Postgres(), RedisServer()
    chosen = cores()
    with on_core(chosen[1] if chosen else None):
        postgres.start()
        await redis.start()
        database, other = postgres.url(postgres.copy()), postgres.url(postgres.copy())
        settings = {"CHATAPP_DATABASE_URL": database, "CHATAPP_BROKER_URL": redis.url}
        server = Server(directory / "data", settings)
        try:
            with on_core(chosen[0] if chosen else None):
                await server.start()
            yield Grown(server, postgres, redis), other
        finally:
            await server.kill()
            await redis.stop()
            postgres.stop()
