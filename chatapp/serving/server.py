"""uvicorn, and how it takes its leave: first it says so, then it opens to nobody, then its pages go, then it ends."""

import asyncio
import os
import signal
import socket
import stat
from collections.abc import Callable

import structlog
import uvicorn

log = structlog.get_logger(__name__)

STEP = 0.1  # seconds
STDIN = 0  # under supervisor, a pipe to which it writes nothing


class Server(uvicorn.Server):
    """Leaves in three steps when it is told to stop, so that a proxy can lead everybody to another process.

    For ``patience`` seconds it only says that it is going (``on_drain``): proxies that ask find out, and send nobody
    new. Then it takes no new connections, and ends those of its pages one after the other within as long: they connect
    again, elsewhere, and not all at once. What is under way is finished, as uvicorn does it.
    """

    def __init__(self, config: uvicorn.Config, *, patience: float, on_drain: Callable[[], None]) -> None:
        super().__init__(config)
        self._patience = patience
        self._on_drain = on_drain

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, and to leave when supervisor, if there is one, has been killed.

        Nobody would start this process again or read its log, and its port would be taken when all are started anew.
        """
        await super().startup(sockets)
        if "SUPERVISOR_ENABLED" in os.environ and stat.S_ISFIFO(os.fstat(STDIN).st_mode):
            asyncio.get_running_loop().add_reader(STDIN, self._hear)

    def _hear(self) -> None:
        if not os.read(STDIN, 1000):
            asyncio.get_running_loop().remove_reader(STDIN)
            log.warning("supervisor exited: stopping")
            self.handle_exit(signal.SIGTERM, None)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Leave. A second interrupt cuts it short."""
        self._on_drain()
        if self._patience and not self.force_exit:
            log.info("draining", seconds=self._patience)
            await self._wait(self._patience)
            for server in self.servers:
                server.close()
            await self._lead_away()
        await super().shutdown(sockets)

    async def _lead_away(self) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + self._patience
        while (connections := list(self.server_state.connections)) and not self.force_exit:
            steps_left = max(1, round((end - loop.time()) / STEP))
            for connection in connections[: -(-len(connections) // steps_left)]:
                connection.shutdown()
            if steps_left == 1:
                return
            await asyncio.sleep(STEP)

    async def _wait(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP)):
            if self.force_exit:
                return
            await asyncio.sleep(STEP)
