"""A page's websocket at uvicorn's level: whether it is writable, and writing frames to it.

Fallback: without it, pages have no direct outbox (see `direct_outbox`).
"""

from typing import Any, ClassVar

from nicegui import core
from nicegui.outbox import Outbox
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from chatapp.timers import LeanEvent
from chatapp.web import urls

SCOPE_KEY = "chatapp.page_socket"  # of the ASGI scope
OWN_FRAMES = (
    "chatapp.own_frames"  # of the same: what takes frames as they arrive; see `pages/shell/websocket/frame_dispatch.py`
)


class PageSocket:
    """One page's websocket: uvicorn's protocol object and its transport. ``outbox``: whose messages it carries."""

    __slots__ = ("_opened", "_pinged_at", "_protocol", "_transport", "_writable", "is_closed", "is_open", "outbox")

    def __init__(self, protocol: Any) -> None:
        self._protocol, self._transport, self._writable = protocol, protocol.transport, protocol.writable
        self._opened = LeanEvent()
        self.outbox: Outbox | None = None
        self._pinged_at = 0  # the number of the outbox's first message after the last ping
        self.is_open = False  # Socket.IO has accepted the browser, which now takes events
        self.is_closed = False  # or is being closed by us: what is written then would follow the closing frame

    @property
    def is_ready(self) -> bool:
        """Whether the socket is open and its reader keeps up."""
        return self.is_open and not self.is_closed and self._writable.is_set() and not self._transport.is_closing()

    def write(self, frame: bytes) -> None:
        """Write an encoded websocket frame to the transport."""
        self._transport.write(frame)

    def ping(self, frame: bytes) -> None:
        """Write a ping."""
        self._pinged_at = self.outbox.next_message_id if self.outbox is not None else 0
        self.write(frame)

    def has_answered(self) -> None:
        """Note the answer to the ping: the page has received all that was written before it, too.

        So a page need not say so by itself (`pages/browser/shell/acknowledging.js`), for which the server would wake.
        """
        if self.outbox is not None:
            self.outbox.prune_history(self._pinged_at)

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
            await send(message)
            if not self.is_open and (message.get("text") or "").startswith("40"):
                self.is_open = True
                self._opened.set()

        return observed

    def close(self) -> None:
        """Mark the socket as closed, and let go of the connection; whoever waits for it learns so."""
        self.is_closed = True
        self._opened.set()
        self._protocol = self._transport = self._writable = self.outbox = None


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
        socket = PageSocket(protocol)
        try:
            # straight to Socket.IO: the frames of a dozen routers and middlewares would stay as long as the page
            await core.sio.handle_request({**scope, SCOPE_KEY: socket}, receive, socket.observe(send))
        finally:
            socket.close()


def _is_known(protocol: object) -> bool:
    return all(hasattr(protocol, name) for name in ("transport", "writable", "close_sent", "disconnected"))
