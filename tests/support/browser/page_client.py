"""A page as a browser opens it, without a browser: NiceGUI's real protocol, spoken directly.

GET the page, open the engine.io websocket or poll, take part in the Socket.IO handshake, acknowledge, keep the element
tree by applying `update` frames, reconnect with the message number reached, and reload when the server says so.
"""

import asyncio
import json
import socket
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.support.browser.element_tree import ROW, ElementTree, load
from tests.support.browser.polling_socket import PollingSocket
from tests.support.browser.sidebar_rows import follow
from tests.support.running.patience import PATIENCE
from tests.support.servers import loopback

__all__ = ["ROW", "PageClient", "Refused"]

ACK_EVERY = 3.0  # seconds, and only if so many messages have come that it is due:
ACK_AT = 200  # as in `pages/browser/shell/acknowledging.js`


class Refused(Exception):  # noqa: N818
    """The server refused the socket."""


@dataclass
class PageClient(ElementTree):
    """One open page. ``on_update`` sees each `update` frame's elements as they arrive.

    ``is_polling``: how the next connection is made. ``buffer``: bytes its socket takes while nobody reads; 0 for any.
    """

    base: str
    path: str
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    on_update: Callable[[dict[str, Any]], None] | None = None
    scripts: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    query: dict[str, Any] = field(default_factory=dict)
    reloads: int = 0
    connections: int = 0
    received: int = 0  # characters, over all connections
    is_polling: bool = False
    buffer: int = 0

    def __post_init__(self) -> None:
        self.tab_id, self.document_id = str(uuid4()), str(uuid4())
        self.next_message_id = 0
        self.socket: ClientConnection | PollingSocket | None = None
        self.is_ready = asyncio.Event()
        self._is_reachable = asyncio.Event()
        self._is_reachable.set()
        self._is_reading = asyncio.Event()
        self._is_reading.set()
        self._task: asyncio.Task[None] | None = None

    @property
    def client_id(self) -> str:
        """The page's id, as the server gave it."""
        return str(self.query["client_id"])

    @property
    def port(self) -> int:
        """This end's port of its websocket."""
        assert isinstance(self.socket, ClientConnection)
        return int(self.socket.local_address[1])

    async def get(self) -> httpx.Response:
        """Load the page and read its elements."""
        async with loopback.client(headers={**self.headers, "Cookie": self.cookie}) as http:
            response = await http.get(self.base + self.path)
        if loaded := load(response.text):
            self.elements, self.query = loaded
            self.next_message_id = int(self.query["next_message_id"])
        return response

    async def connect(self, **query: str) -> None:
        """Open the socket and take part in the handshake.

        Raises:
            Refused: the server did not accept the socket or the handshake.
        """
        parameters = {
            "EIO": "4",
            **{name: _text(value) for name, value in self.query.items()},
            "tab_id": self.tab_id,
            "document_id": self.document_id,
            "next_message_id": str(self.next_message_id),
            "inflates": "true",  # as `pages/browser/shell/packed_frames.js` does, in order as it waits for nothing
            **query,
        }
        try:
            self.socket = await (self._polling if self.is_polling else self._websocket)(parameters)
            await self.socket.recv()
            await self.socket.send("40")
            answer = str(await self.socket.recv())
        except (InvalidHandshake, ConnectionClosed, OSError) as error:
            if isinstance(self.socket, PollingSocket):
                self.socket.abort()
            raise Refused(repr(error)) from error
        if not answer.startswith("40"):
            await self.socket.close()
            raise Refused(answer)
        self.connections += 1
        self.is_ready.set()

    async def _polling(self, query: dict[str, str]) -> PollingSocket:
        address = f"{self.base}/_nicegui_ws/socket.io/"
        return PollingSocket(address, query, {**self.headers, "Cookie": self.cookie})

    async def _websocket(self, query: dict[str, str]) -> ClientConnection:
        parameters = urlencode({**query, "transport": "websocket"})
        url = f"{self.base.replace('http', 'ws', 1)}/_nicegui_ws/socket.io/?{parameters}"
        own: dict[str, Any] = {"compression": None, "max_size": None, "ping_interval": None, "open_timeout": PATIENCE}
        own["max_queue"] = None  # with 16 frames that nobody takes, closing would wait ten seconds for the answer
        if self.buffer:
            own["sock"] = await self._small_socket()
        return await connect(url, additional_headers={**self.headers, "Cookie": self.cookie}, **own)

    async def _small_socket(self) -> socket.socket:
        """Return a connection to the server that takes ``buffer`` bytes while nobody reads."""
        small = socket.socket()
        small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.buffer)  # before it connects
        small.setblocking(False)
        address = urlsplit(self.base)
        try:
            await asyncio.get_running_loop().sock_connect(small, (address.hostname, address.port))
        except BaseException:
            small.close()
            raise
        return small

    async def open(self) -> Self:
        """Load the page, connect, and keep it alive until `close`, as a browser would."""
        await self.get()
        await self.connect()
        self._task = asyncio.create_task(self._live())
        return self

    async def open_again(self) -> Self:
        """Connect a page that was loaded before, and keep it alive until `close`."""
        await self.connect()
        self._task = asyncio.create_task(self._live())
        return self

    async def stop_reading(self) -> None:
        """Read nothing more from the socket, as a frozen tab or a stalled network does."""
        self._is_reading.clear()
        if isinstance(self.socket, ClientConnection):
            self.socket.transport.pause_reading()

    async def read_again(self) -> None:
        """Go on reading where it was left."""
        self._is_reading.set()
        if isinstance(self.socket, ClientConnection):
            self.socket.transport.resume_reading()

    async def close(self) -> None:
        """Close the page."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self.socket is not None:
            await self.socket.close()

    async def drop(self) -> None:
        """Lose the connection without a word, as a cut cable does; `_live` reconnects."""
        self.is_ready.clear()
        if self.socket is not None:
            self.socket.transport.abort()

    async def cut(self) -> None:
        """Lose the connection, and get no other until `mend`."""
        self._is_reachable.clear()
        await self.drop()

    def mend(self) -> None:
        """Let the page reach the server again."""
        self._is_reachable.set()

    async def emit(self, name: str, message: dict[str, Any]) -> None:
        """Send a Socket.IO event."""
        assert self.socket is not None
        await self.socket.send(f"42{json.dumps([name, message])}")

    async def emit_raw(self, frame: str) -> None:
        """Send a frame as it is."""
        assert self.socket is not None
        await self.socket.send(frame)

    async def event(self, element: str, type_: str, *args: Any) -> None:
        """Fire an element's event, as its listener would."""
        listener = next(one for one in self.elements[element]["events"] if one["type"] == type_)
        said = {"listener_id": listener["listener_id"], "args": [json.dumps(a) for a in args]}
        await self.emit("event", {"id": int(element), "client_id": self.client_id, **said})

    async def tell(self, name: str, *args: Any) -> None:
        """Tell the server of the page, as `pages/browser/shell/server.js` does."""
        has_own = any(one["type"] == name for one in self.elements["0"]["events"])
        await self.event("0", *([name] if has_own else ["told", name]), *args)

    async def post(self, room: str, key: str, body: str) -> None:
        """Send what the browser's send queue sends."""
        await self.tell("message_post", room, key, body)

    async def _live(self) -> None:
        while True:
            acking = asyncio.create_task(self._acknowledge())
            try:
                await self._read()
            except ConnectionClosed:
                pass
            finally:
                acking.cancel()
            self.is_ready.clear()
            await self._come_back()

    async def _come_back(self) -> None:
        while True:
            await self._is_reachable.wait()
            try:
                await self.connect()
            except Refused as error:
                await asyncio.sleep(0.1)
                if "handshake" in str(error).lower() and "InvalidHandshake" not in str(error):
                    await self._reload()
            else:
                return

    async def _reload(self) -> None:
        self.document_id = str(uuid4())
        with suppress(httpx.HTTPError):
            await self.get()
            self.reloads += 1

    async def _read(self) -> None:
        assert self.socket is not None
        async for frame in self.socket:
            await self._is_reading.wait()
            text = zlib.decompress(frame, wbits=-zlib.MAX_WBITS).decode() if isinstance(frame, bytes) else frame
            self.received += len(text)
            if text == "2":
                await self.socket.send("3")
            elif text == "41":  # it is told to leave, and a browser ends the connection then
                self.socket.transport.abort()
            elif text.startswith("42"):
                name, *args = json.loads(text[2:])
                self._take(name, args[0] if args else {})

    def _take(self, name: str, message: dict[str, Any]) -> None:
        if (number := message.pop("_id", None)) is not None:
            if number < self.next_message_id:
                return
            self.next_message_id = number + 1
        if name == "update":
            self.update(message)
            if self.on_update:
                self.on_update(message)
        elif name == "run_javascript":
            self.scripts.append(message["code"])
            follow(self.elements, message["code"])
            if "location.reload" in message["code"]:
                self.query["client_id"] = "reload"
                self.socket.transport.abort()  # type: ignore[union-attr]
        elif name == "open":
            self.opened.append(message["path"])

    async def _acknowledge(self) -> None:
        acknowledged = 0
        while True:
            await asyncio.sleep(ACK_EVERY)
            if self.next_message_id - acknowledged >= ACK_AT:
                acknowledged = self.next_message_id
                with suppress(ConnectionClosed):
                    await self.emit("ack", {"client_id": self.client_id, "next_message_id": acknowledged})


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
