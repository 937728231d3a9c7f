"""Requests and websockets of Engine.IO that leave nothing behind once they are over.

Engine.IO makes a class for the body of each request, and tells the end of a websocket by an error whose traceback holds
the connection and is held by it. Both stay in memory until Python's garbage collector finds them, and for a page that
was open for long that is never. Fallback: Engine.IO's own.
"""

import sys
from collections.abc import Coroutine
from typing import Any

from engineio.async_drivers import asgi
from engineio.async_socket import AsyncSocket
from nicegui import core
from starlette.types import Message, Receive, Scope, Send

from pages.nicegui_patches.source_parts import source_of

OPENING = ("http.request", "websocket.connect")
ALWAYS = {
    "wsgi.errors": sys.stderr,
    "wsgi.version": (1, 0),
    "wsgi.async": True,
    "wsgi.multithread": False,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
    "SERVER_SOFTWARE": "asgi",
    "SCRIPT_NAME": "",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "REMOTE_ADDR": "127.0.0.1",
    "REMOTE_PORT": "0",
    "SERVER_NAME": "asgi",
    "SERVER_PORT": "0",
}
UNPREFIXED = ("CONTENT-TYPE", "CONTENT-LENGTH")


class Body:
    """A request's body, read when Engine.IO asks for it."""

    __slots__ = ("_event", "_payload", "_receive")

    def __init__(self, event: Message, receive: Receive) -> None:
        self._event, self._receive = event, receive
        self._payload: bytes | None = None

    async def read(self, length: int | None = None) -> bytes:
        """Return the next ``length`` bytes, by default all that are left. What is beyond ``length`` is not kept."""
        if self._payload is None:
            self._payload = b""
            event = self._event
            while event["type"] == "http.request":
                if length is None or len(self._payload) < length:
                    self._payload += event.get("body") or b""
                if not event.get("more_body"):
                    break
                event = await self._receive()
        end = len(self._payload) if length is None else length
        found, self._payload = self._payload[:end], self._payload[end:]
        return found


async def translate_request(scope: Scope, receive: Receive, send: Send) -> dict[str, Any]:
    """Return the WSGI environment of an ASGI request, as Engine.IO's own function does."""
    event = await receive()
    if event["type"] not in OPENING:
        return {}
    query = _text(scope.get("query_string", b"")) or ""
    environ = {
        "wsgi.input": Body(event, receive),
        **ALWAYS,
        "REQUEST_METHOD": scope.get("method", "GET"),
        "PATH_INFO": scope["path"],
        "QUERY_STRING": query,
        "RAW_URI": f"{scope['path']}?{query}" if query else scope["path"],
        "asgi.receive": receive,
        "asgi.send": send,
        "asgi.scope": scope,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = _text(raw_name.upper()), _text(raw_value)
        if name is None or value is None:
            continue
        key = name.replace("-", "_") if name in UNPREFIXED else f"HTTP_{name.replace('-', '_')}"
        is_repeated = key in environ and name not in UNPREFIXED
        environ[key] = f"{environ[key]},{value}" if is_repeated else value
    environ["wsgi.url_scheme"] = environ.get("HTTP_X_FORWARDED_PROTO", "http")
    return environ


class WebSocket(asgi.WebSocket):  # type: ignore[misc]  # Engine.IO has no types
    """A websocket that tells its end by None."""

    async def wait(self) -> str | bytes | None:
        """Return the next message, or None when there will be none."""
        try:
            found: str | bytes = await super().wait()
        except OSError:
            return None
        return found


def install(*, is_wanted: bool) -> None:
    """Have Engine.IO use these from now on, or its own."""
    own = {"translate_request": translate_request, "websocket": WebSocket} if is_wanted else {}
    core.sio.eio._async = {**asgi._async, **own}


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    handler = source_of(AsyncSocket._websocket_handler)
    if "if p is None:\n                # connection closed by client\n                break" not in handler:
        return "a websocket's end is told otherwise"
    if set(asgi._async) != {"asyncio", "translate_request", "make_response", "websocket"}:
        return "Engine.IO's driver has other parts"
    for sample in _samples():
        theirs, ours = (_at_once(made(sample, _receive, _send)) for made in (asgi.translate_request, translate_request))
        theirs.pop("wsgi.input")
        ours.pop("wsgi.input")
        if theirs != ours:
            return "Engine.IO translates requests otherwise"
    return ""


def _samples() -> tuple[Scope, ...]:
    cookies = [(b"cookie", b"a=b"), (b"cookie", b"c=d")]
    headers = [(b"host", b"a"), *cookies, (b"content-type", b"text/plain"), (b"x", b"\xff")]
    plain: Scope = {"type": "http", "method": "POST", "path": "/a", "query_string": b"b=c", "headers": headers}
    secure = [*headers, (b"x-forwarded-proto", b"https"), (b"content-length", b"3")]
    return plain, {**plain, "query_string": b"\xff"}, {"type": "websocket", "path": "/a", "headers": secure}


async def _receive() -> Message:
    return {"type": "http.request", "body": b"abc"}


async def _send(_: Message) -> None:
    raise AssertionError


def _at_once(coroutine: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    """Run a coroutine that waits for nothing, without a loop."""
    try:
        coroutine.send(None)
    except StopIteration as finished:
        result: dict[str, Any] = finished.value
        return result
    raise RuntimeError("it waits")


def _text(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
