"""Sessions of Engine.IO that need no task and no queue of their own once they have a websocket.

Engine.IO has four tasks for each: they wait for what is to be sent, twice for what comes, and for the next ping. One
more goes round all sessions and looks for those that don't answer. Here the request's own task reads, whoever sends
writes, and one timer is the next ping or the end of waiting for its answer. Where the connection lets it, reading goes
on once the request has returned (`PageSocket.goes_on_with`): all that stands around it is 15 kB of a page. Sockets that
are lost together are let go one after the other, in turns of the loop. Fallback: Engine.IO's.
"""

import asyncio
import time
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, Final

import engineio.async_server
from engineio import exceptions, packet
from engineio.async_drivers import asgi
from engineio.async_server import AsyncServer
from engineio.async_socket import AsyncSocket
from engineio.base_socket import BaseSocket
from nicegui import core

from chatapp.timers import OneATurn
from pages.nicegui_patches import outbox_limits
from pages.nicegui_patches.frames import TEXT, websocket_frame
from pages.nicegui_patches.page_socket import OWN_FRAMES, SCOPE_KEY, PageSocket
from pages.nicegui_patches.release_request import release_environ
from pages.nicegui_patches.source_parts import Parts, first_missing

MOST_QUEUED: Final = 4 * outbox_limits.MOST  # characters; a page that comes back gets what it lacks, or loads anew
GRACE = 1.0  # seconds after which an answer is late by any clock
PING: Final = websocket_frame(TEXT, b"2")
TOGETHER: Final = 24  # times within an interval at which pages are pinged, so that several are in one turn of the loop
_module = engineio.async_server.async_socket


class EngineSession(AsyncSocket):  # type: ignore[misc]  # Engine.IO has no types
    """One browser's session. Over long polling it is Engine.IO's, but for the timer."""

    connected: bool  # these five are Engine.IO's own
    upgraded: bool
    last_ping: float | None  # when the ping was sent that has not been answered
    queue: asyncio.Queue[packet.Packet] | None
    server: AsyncServer

    def __init__(self, server: AsyncServer, sid: str) -> None:
        super().__init__(server, sid)
        self._websocket: Any = None  # as Engine.IO's driver has it
        self._page_socket: PageSocket | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._reading: asyncio.Timeout | None = None  # ends when the session does
        self._ends: OneATurn | None = None
        self._queued = 0  # characters that wait to be polled, if any do

    async def handle_get_request(self, environ: dict[str, Any]) -> Any:
        """Handle a request for what there is, or for a websocket."""
        scope = environ.get("asgi.scope", {})
        self._page_socket = scope.get(SCOPE_KEY)
        if (own := scope.get(OWN_FRAMES)) is not None:
            own.on_pong, self._ends = self.schedule_ping, own.ends
        answer = await super().handle_get_request(environ)
        if self._websocket is not None:
            release_environ(environ)
        return answer

    async def send(self, sent: packet.Packet) -> None:
        """Send a packet; its socket's end is noticed by whoever reads from it."""
        if self._websocket is None:
            if not self._is_too_much(sent):
                await super().send(sent)
            elif not self.closed:
                await self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_ERROR)
        elif await self.check_ping_timeout():
            with suppress(OSError, RuntimeError):
                await self._websocket.send(sent.encode())

    def _is_too_much(self, sent: packet.Packet) -> bool:
        """Say whether too much waits for a page that doesn't poll, which may answer pings all the same."""
        if self.queue is None or self.queue.empty():
            self._queued = 0
        self._queued += len(sent.data) if isinstance(sent.data, str | bytes) else 0
        return self._queued > MOST_QUEUED

    def schedule_ping(self) -> None:
        """Plan the next ping: the session is new, or has answered the last one."""
        if self.last_ping:
            self.last_ping = None
            if self._page_socket is not None:
                self._page_socket.has_answered()
            pause = self.server.ping_interval
            early = (asyncio.get_running_loop().time() + pause) % (pause / TOGETHER)
            self._wait(pause - early)

    async def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:
        """Close the session, and its websocket."""
        if self.closed or self.closing:
            return
        if self._timer is not None:
            self._timer.cancel()
        if self._reading is not None:
            self._reading.reschedule(0)
        await super().close(wait=wait and self._websocket is None, abort=abort, reason=reason)
        self.server.sockets.pop(self.sid, None)
        if self._websocket is not None:
            await self._websocket.close()

    def _wait(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._on_time)

    def _on_time(self) -> None:
        """Send a ping; or end the session if the last one has not been answered."""
        if self.closing or self.closed:
            return
        if self.last_ping:
            self.server.start_background_task(self.check_ping_timeout)
            return
        self.last_ping = time.time()
        self._wait(self.server.ping_timeout + GRACE)
        if self._page_socket is not None and self._page_socket.is_ready:
            self._page_socket.ping(PING)
        else:
            self.server.start_background_task(self.send, packet.Packet(packet.PING))

    async def _websocket_handler(self, websocket: Any) -> None:
        """Read from a websocket until it ends. One that takes over from long polling stays with Engine.IO's tasks."""
        if self.connected:
            await super()._websocket_handler(websocket)
            return
        self.connected = self.upgraded = True
        self._websocket = websocket
        websocket.handler = None  # it was this method: the two would hold each other
        await self._send_waiting()
        if self._page_socket is None or not self._page_socket.goes_on_with(self._serve):
            await self._serve()

    async def _serve(self) -> None:
        """Read until the session ends."""
        websocket = self._websocket
        try:
            await self._read_to_end(websocket)
            if self._ends is not None:
                await self._ends.wait()
        finally:
            await self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_CLOSE)
            await websocket.close()

    async def _send_waiting(self) -> None:
        """Send what was to be polled; from now on nothing waits."""
        waiting, self.queue = self.queue, None
        while waiting is not None and not waiting.empty():
            await self._websocket.send(waiting.get_nowait().encode())

    async def _read_to_end(self, websocket: Any) -> None:
        """Read until the session has been closed, or the socket."""
        try:
            with suppress(OSError):
                async with asyncio.timeout(None) as self._reading:
                    await self._read(websocket)
        finally:
            self._reading = None

    async def _read(self, websocket: Any) -> None:
        """Take what comes, until there will be no more."""
        while (data := await websocket.wait()) is not None and len(data) <= self.server.max_http_buffer_size:
            try:
                await self.receive(packet.Packet(encoded_packet=data))
            except exceptions.SocketIsClosedError:
                return
            except exceptions.UnknownPacketError:  # as Engine.IO: it goes on
                continue


def install(*, is_wanted: bool) -> None:
    """Make such sessions from now on, or Engine.IO's."""
    engineio.async_server.async_socket = SimpleNamespace(AsyncSocket=EngineSession) if is_wanted else _module
    core.sio.eio.start_service_task = not is_wanted


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    known: Parts = {
        BaseSocket.__init__: ("self.queue = self.server.create_queue()", "self.last_ping = time.time()"),
        AsyncSocket.schedule_ping: ("if self.last_ping:", "self.last_ping = None"),
        AsyncSocket._send_ping: ("self.last_ping = time.time()", "packet.Packet(packet.PING)"),
        AsyncSocket.check_ping_timeout: ("last_ping and time.time() - last_ping > self.server.ping_timeout",),
        AsyncSocket.close: ("if not self.closed and not self.closing:", "if wait:", "await self.queue.join()"),
        AsyncSocket._websocket_handler: ("if self.connected:", "self.connected = True", "self.upgraded = True"),
        AsyncServer._handle_connect: (
            "async_socket.AsyncSocket(self, sid)",
            "if self.start_service_task:",
            "ret = await s.handle_get_request(environ)",
        ),
        AsyncServer.handle_request: ("if not isinstance(r, dict):\n            return r",),
        asgi.WebSocket.__call__: ("await self.handler(self)", "return ''"),
    }
    return first_missing(known)
