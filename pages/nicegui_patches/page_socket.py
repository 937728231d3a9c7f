"""Each page's websocket from uvicorn's side: whether it takes more, and how to write to it."""

import asyncio
from typing import Any, ClassVar

from nicegui import core
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

LINE = "chatapp.line"  # where a socket's line stands in its ASGI scope
SOCKET_PATH = "/_nicegui_ws/"


class PageSocket:
    """One page's websocket, from uvicorn's side."""

    __slots__ = ("_opened", "_protocol", "_transport", "is_open", "is_over")

    def __init__(self, protocol: Any) -> None:
        self._protocol, self._transport = protocol, protocol.transport
        self._opened = asyncio.Event()
        self.is_open = False  # Socket.IO has welcomed the browser: it takes events
        self.is_over = False

    @property
    def is_ready(self) -> bool:
        """Whether the socket takes more just now: it is open, and its reader keeps up."""
        protocol = self._protocol
        return (
            self.is_open
            and protocol.writable.is_set()
            and not (protocol.close_sent or protocol.disconnected or self._transport.is_closing())
        )

    def write(self, frame: bytes) -> None:
        """Write a websocket frame."""
        self._transport.write(frame)

    async def ready(self) -> bool:
        """Wait until the socket takes more; false when it never will."""
        await self._opened.wait()
        while not self.is_ready:
            protocol = self._protocol
            if self.is_over or protocol.close_sent or protocol.disconnected or self._transport.is_closing():
                return False
            await protocol.writable.wait()
        return True

    def watched(self, send: Send) -> Send:
        """Wrap the ASGI send that Engine.IO uses, to learn when Socket.IO has welcomed the browser."""

        async def sending(message: AsgiMessage) -> None:
            await send(message)
            if not self.is_open and (message.get("text") or "").startswith("40"):
                self.is_open = True
                self._opened.set()

        return sending

    def end(self) -> None:
        """Note that the socket is gone."""
        self.is_over = True
        self._opened.set()


class SocketMiddleware:
    """ASGI middleware: gives every page's websocket its line."""

    is_needed: ClassVar[bool] = False  # set by `install`

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look whose ``send`` this is."""
        protocol = getattr(send, "__self__", None)
        if not (
            self.is_needed and scope["type"] == "websocket" and scope["path"].startswith(SOCKET_PATH)
        ) or not _is_known(protocol):
            await self._app(scope, receive, send)
            return
        socket = PageSocket(protocol)
        try:
            # straight to Socket.IO: a dozen routers and middlewares on the way would wait as long as the page is open
            await core.sio.handle_request({**scope, LINE: socket}, receive, socket.watched(send))
        finally:
            socket.end()


def _is_known(protocol: object) -> bool:
    return all(hasattr(protocol, name) for name in ("transport", "writable", "close_sent", "disconnected"))
