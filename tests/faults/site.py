"""A whole Chatapp on loopback: three processes, each behind a proxy that knows the others, PostgreSQL and Redis."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Self

from tests.faults.cluster import Cluster
from tests.support.servers.failover_proxy import FailoverProxy
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import Server

DRAIN = "1"  # seconds


class Site:
    """``servers``: the processes. ``proxies``: one for each, which leads to the next ones while it is away."""

    def __init__(self, folder: Path, *, processes: int = 3, standbys: int = 2) -> None:
        self.cluster = Cluster(standbys)
        self.redis = RedisServer()
        settings = {"CHATAPP_BROKER_URL": self.redis.url, "CHATAPP_DRAIN_SECONDS": DRAIN}
        self.servers = [Server(folder / "data", settings) for _ in range(processes)]
        ports = [server.port for server in self.servers]
        self.proxies = [FailoverProxy(*ports[turn:], *ports[:turn]) for turn in range(processes)]

    async def __aenter__(self) -> Self:
        try:
            await to_the_end(self.cluster.start)
            await self.redis.start()
            for server in self.servers:
                server.settings["CHATAPP_DATABASE_URL"] = self.cluster.url
                server.settings["CHATAPP_REPLICA_URL"] = self.cluster.replica_url
            await self.servers[0].start()  # it makes the secret that all share
            await asyncio.gather(*(server.start() for server in self.servers[1:]))
            for proxy in self.proxies:
                await proxy.mend()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """End everything that was started, and nothing else."""
        for proxy in self.proxies:
            await proxy.cut()
        for server in self.servers:
            await server.kill()
        await self.redis.stop()
        await to_the_end(self.cluster.stop)


async def to_the_end(work: Callable[[], object]) -> None:
    """Do blocking work in a thread; whoever is cancelled waits for it: it may be starting a process."""
    thread = asyncio.create_task(asyncio.to_thread(work))
    try:
        await asyncio.shield(thread)
    except asyncio.CancelledError:
        await asyncio.wait({thread})
        raise
