"""How long a socket may be open without a page: it takes part in a page's handshake, or it is closed.

Engine.IO keeps a socket as long as it answers pings, and what it was told when it opened.
"""

import asyncio
from math import inf
from typing import Any, Final

from nicegui import core
from starlette.types import Message, Receive, Scope

SECONDS: Final = 10.0
IDS: Final = ("client_id", "tab_id", "document_id")  # what a handshake must name
SCOPE_KEY: Final = "chatapp.handshake"
IMPLICIT: Final = "implicit_handshake=true"  # in the query: the page's id there is all it needs
OVER: Final[Message] = {"type": "websocket.disconnect", "code": 1008}


class Handshake:
    """Until when a socket may stay without a page."""

    __slots__ = ("deadline",)

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Expect the handshake of a page from now on."""
        self.deadline = asyncio.get_running_loop().time() + SECONDS

    @property
    def is_complete(self) -> bool:
        """Whether the socket has a page."""
        return self.deadline == inf

    @property
    def is_overdue(self) -> bool:
        """Whether the socket has no page, and has had the time for one."""
        return asyncio.get_running_loop().time() > self.deadline


def expected(scope: Scope, session: str) -> Scope:
    """Return a socket's scope with its handshake. ``session``: of Engine.IO, whose requests share one; empty if new."""
    return {**scope, SCOPE_KEY: _of_session(session) or Handshake()}


def is_over(session: str) -> bool:
    """Whether a session of Engine.IO has ended, or has no page although it has had the time for one."""
    socket, found = core.sio.eio.sockets.get(session), _of_session(session)
    return socket is None or socket.closed or (found is not None and found.is_overdue)


async def close(session: str) -> None:
    """Close a session of Engine.IO, if there is one; the request that waits for its next frame is answered."""
    if (socket := core.sio.eio.sockets.get(session)) is not None:
        await socket.close(wait=False)


def complete(sid: str) -> None:
    """Note that a socket has a page."""
    if (found := _of(sid)) is not None:
        found.deadline = inf


def with_deadline(scope: Scope, receive: Receive) -> Receive:
    """Wrap a websocket's ``receive``: the socket ends when its handshake is overdue."""
    handshake: Handshake = scope[SCOPE_KEY]

    async def received() -> Message:
        while handshake.deadline < inf:
            try:
                async with asyncio.timeout_at(handshake.deadline):
                    return await receive()
            except TimeoutError:
                if handshake.is_overdue:  # otherwise it was completed meanwhile
                    return OVER
        return await receive()

    return received if scope["type"] == "websocket" else receive


def follow() -> None:
    """Learn from NiceGUI's handlers which socket has a page. Call once, before serving."""
    handlers = core.sio.handlers["/"]
    connect, disconnect = handlers["connect"], handlers["disconnect"]

    async def connected(sid: str, environ: dict[str, Any], *_: Any) -> None:
        await connect(sid, environ)
        if IMPLICIT in environ.get("QUERY_STRING", ""):
            complete(sid)

    def disconnected(sid: str, *_: Any) -> None:
        disconnect(sid)
        if (found := _of(sid)) is not None:
            found.begin()

    core.sio.on("connect", connected)
    core.sio.on("disconnect", disconnected)


def _of(sid: str) -> Handshake | None:
    return _of_session(core.sio.manager.eio_sid_from_sid(sid, "/") or "")


def _of_session(session: str) -> Handshake | None:
    handshake: Handshake | None = core.sio.environ.get(session, {}).get("asgi.scope", {}).get(SCOPE_KEY)
    return handshake
