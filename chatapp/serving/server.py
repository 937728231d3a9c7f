"""uvicorn with a gradual shutdown: not ready, no new connections, pages disconnected one by one, then the end."""

import asyncio
import os
import signal
import socket
import stat
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import structlog
import uvicorn
from starlette.types import ASGIApp

from chatapp.callbacks import ignore
from chatapp.serving.http_connection import HttpConnection
from chatapp.serving.websocket_connection import WebSocketConnection

log = structlog.get_logger(__name__)

STEP = 0.1  # seconds
EACH_SECOND = 0  # the number of a look at which uvicorn sets the date of answers as well
STDIN = 0  # under supervisor, a pipe to which it writes nothing


def config_of(app: ASGIApp, trusted_proxies: list[str]) -> uvicorn.Config:
    """Return uvicorn's options for an application, the same for whatever is measured beside Chatapp."""
    return uvicorn.Config(
        app,
        http=HttpConnection,
        ws=WebSocketConnection,
        log_level="warning",
        access_log=False,
        server_header=False,
        forwarded_allow_ips=trusted_proxies,
        ws_per_message_deflate=False,
        ws_ping_interval=None,  # Engine.IO pings each page; a second ping was half of what an idle page cost
        ws_max_size=1_000_000,
        timeout_graceful_shutdown=5,
    )


class Server(uvicorn.Server):
    """Shuts down in three steps, so that a proxy can move everyone to another process.

    For ``patience`` seconds it only reports that it is draining (``on_drain``), so proxies send no one new. Then it
    takes no new connections, and closes those of its pages one by one over the same time, so they reconnect elsewhere
    and not all at once. Finally uvicorn finishes running requests. ``each_second``: called about once, while it serves.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        patience: float,
        on_drain: Callable[[], None],
        each_second: Callable[[], None] = ignore,
    ) -> None:
        super().__init__(config)
        self._patience = patience
        self._on_drain, self._each_second = on_drain, each_second
        self._told = asyncio.Event()  # to stop
        self._loop: asyncio.AbstractEventLoop | None = None  # while it serves

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start serving, and stop if supervisor is killed.

        An orphan would not be restarted or logged, and would block its port for the next start.
        """
        await super().startup(sockets)
        if "SUPERVISOR_ENABLED" in os.environ and stat.S_ISFIFO(os.fstat(STDIN).st_mode):
            asyncio.get_running_loop().add_reader(STDIN, self._on_stdin)

    async def main_loop(self) -> None:
        """Serve until told to stop, which is looked at when a signal arrives, and once a second.

        uvicorn looks ten times a second, 40 % of what a server without pages takes.
        """
        self._loop = asyncio.get_running_loop()
        while not await self.on_tick(EACH_SECOND):
            self._each_second()
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._told.wait()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal to stop."""
        super().handle_exit(sig, frame)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._told.set)

    def _on_stdin(self) -> None:
        if not os.read(STDIN, 1000):
            asyncio.get_running_loop().remove_reader(STDIN)
            log.warning("supervisor exited: stopping")
            self.handle_exit(signal.SIGTERM, None)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drain, then shut down. A second interrupt skips draining."""
        self._on_drain()
        if self._patience and not self.force_exit:
            log.info("draining", seconds=self._patience)
            await self._wait(self._patience)
            for server in self.servers:
                server.close()
            await self._disconnect_gradually()
        await super().shutdown(sockets)

    async def _disconnect_gradually(self) -> None:
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
