"""A page's websocket at uvicorn's level: whether it is writable, and writing frames to it.

Fallback: without it, pages have no direct outbox (see `direct_outbox`).
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Protocol

from nicegui import core
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from chatapp.timers import LeanEvent
from chatapp.web import urls
from pages.nicegui_patches import packed_frames
from pages.nicegui_patches.multicast import Write

SCOPE_KEY = "chatapp.page_socket"  # of the ASGI scope
OWN_FRAMES = (
    "chatapp.own_frames"  # of the same: what takes frames as they arrive; see `pages/shell/websocket/frame_dispatch.py`
)


class Carried(Protocol):
    """An outbox whose messages a socket carries."""

    def has_pinged(self) -> None:
        """Note what was sent before a ping."""

    def has_answered(self) -> None:
        """Note that the page has received all that was sent before the last ping."""

    def part(self) -> None:
        """Have the page leave its groups: its socket takes no more, for now or ever."""


class PageSocket:
    """One page's websocket: uvicorn's protocol object and its transport.

    ``inflates``: whether its browser takes what is compressed. ``outbox``: whose messages it carries.
    """

    __slots__ = (
        "_opened",
        "_protocol",
        "_transport",
        "_writable",
        "inflates",
        "is_closed",
        "is_open",
        "outbox",
        "tells_stalls",
    )

    def __init__(self, protocol: Any, *, inflates: bool = False) -> None:
        self.inflates = inflates
        self._protocol, self._transport, self._writable = protocol, protocol.transport, protocol.writable
        self._opened = LeanEvent()
        self.outbox: Carried | None = None
        self.is_open = False  # Socket.IO has accepted the browser, which now takes events
        self.is_closed = False  # or is being closed by us: what is written then would follow the closing frame
        self.tells_stalls = hasattr(protocol, "on_stall")  # whether it says by itself that it is no longer ready
        if self.tells_stalls:
            protocol.on_stall = self._stall

    @property
    def is_ready(self) -> bool:
        """Whether the socket is open and its reader keeps up."""
        return self.is_open and not self.is_closed and self._writable.is_set() and not self._transport.is_closing()

    def write(self, frame: bytes) -> None:
        """Write an encoded websocket frame to the transport."""
        self._transport.write(frame)

    @property
    def writes_at_once(self) -> Write:
        """What writes a frame, as long as the socket is ready."""
        write: Write = self._transport.write
        return write

    def ping(self, frame: bytes) -> None:
        """Write a ping."""
        if self.outbox is not None:
            self.outbox.has_pinged()
        self.write(frame)

    def has_answered(self) -> None:
        """Note the answer to the ping: the page has received all that was written before it, too.

        So a page need not say so by itself (`pages/browser/shell/acknowledging.js`), for which the server would wake.
        """
        if self.outbox is not None:
            self.outbox.has_answered()

    def goes_on_with(self, rest: Callable[[], Awaitable[None]]) -> bool:
        """Have something done once all around it has returned, as long as the socket lasts; says whether it will be."""
        can_be = hasattr(self._protocol, "rest")
        if can_be:
            self._protocol.rest = rest
        return can_be

    async def ready(self) -> bool:
        """Wait until the socket is writable; return false if it has closed."""
        await self._opened.wait()
        while not self.is_ready:
            protocol = self._protocol
            if self.is_closed or protocol.disconnected or self._transport.is_closing():
                return False
            await self._writable.wait()
        return True

    def observe(self, send: Send) -> Send:
        """Wrap the ASGI ``send`` that Engine.IO uses, to learn when Socket.IO accepts the browser and closes again."""

        async def observed(message: AsgiMessage) -> None:
            if message["type"] == "websocket.close":
                self.is_closed = True
                self._stall()
            await send(message)
            if not self.is_open and (message.get("text") or "").startswith("40"):
                self.is_open = True
                self._opened.set()

        return observed

    def close(self) -> None:
        """Mark the socket as closed, and let go of the connection; whoever waits for it learns so."""
        self._stall()
        self.is_closed = True
        self._opened.set()
        if self.tells_stalls:
            self._protocol.on_stall = None
        self._protocol = self._transport = self._writable = self.outbox = None

    def _stall(self) -> None:
        if self.outbox is not None:
            self.outbox.part()


class SocketMiddleware:
    """ASGI middleware that adds a `PageSocket` to the scope of each page's websocket."""

    is_enabled: ClassVar[bool] = False  # set by `install`

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the protocol object behind ``send``, and hand the connection to Socket.IO."""
        protocol = getattr(send, "__self__", None)
        if not (
            self.is_enabled and scope["type"] == "websocket" and scope["path"].startswith(urls.NICEGUI_SOCKET)
        ) or not _is_known(protocol):
            await self._app(scope, receive, send)
            return
        socket = PageSocket(protocol, inflates=packed_frames.is_offered(scope["query_string"]))
        with until_end(protocol, socket.close):
            # straight to Socket.IO, past a dozen routers and middlewares
            await core.sio.handle_request({**scope, SCOPE_KEY: socket}, receive, socket.observe(send))


@contextmanager
def until_end(connection: Any, end: Callable[[], None]) -> Iterator[None]:
    """Serve a websocket, and call ``end`` when that is over: later, if the connection goes on with what was left."""
    try:
        yield
    finally:
        if getattr(connection, "rest", None) is None:
            end()
        else:
            connection.ends.append(end)


def _is_known(protocol: object) -> bool:
    return all(hasattr(protocol, name) for name in ("transport", "writable", "close_sent", "disconnected"))
