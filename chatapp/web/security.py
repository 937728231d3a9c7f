"""What every HTTP request passes first: a limit on its size, a check of its origin, headers that bind the browser."""

from collections import Counter
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatapp.accounts.avatars import LARGEST as LARGEST_PICTURE
from chatapp.errors import Forbidden, TooLarge
from chatapp.web import urls
from chatapp.web.problems import problem

BODY_LIMIT = 256 * 1024  # bytes; a message of 10,000 characters takes at most 120,000 as escaped JSON
LARGER_BODIES = dict.fromkeys((urls.API_AVATAR_UPLOAD, urls.AVATAR_UPLOAD), LARGEST_PICTURE)  # path → bytes
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'none'; form-action 'self'"
)  # 'unsafe-eval' is what Vue's run-time templates need; everything else stays at home
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityMiddleware:
    """ASGI middleware around the whole application, for HTTP and websocket connections alike.

    ``responses``: counts the responses by status.
    """

    def __init__(self, app: ASGIApp, responses: "Counter[int] | None" = None) -> None:
        self._app = app
        self._responses = Counter[int]() if responses is None else responses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a foreign origin and a body that is too large; add security headers to every response."""
        if scope["type"] in ("http", "websocket"):
            trusted = [(name, value) for name, value in scope["headers"] if name != b"x-forwarded-prefix"]
            scope = {**scope, "headers": trusted}  # NiceGUI would write a visitor's prefix into the page
        if scope["type"] == "websocket":
            if not is_same_origin(scope, Headers(scope=scope)):
                await send({"type": "websocket.close", "code": 1008, "reason": "foreign origin"})
                return
        elif scope["type"] == "http":
            send = _with_security_headers(send, self._responses)
            if refused := self._refusal(scope):
                await problem(refused)(scope, receive, send)
                return
            if scope["method"] not in SAFE_METHODS and not scope["path"].startswith(urls.NICEGUI_SOCKET):
                limit = _limit_of(scope)
                body = await _read(receive, limit)
                if body is None:
                    await problem(TooLarge(_too_large(limit)))(scope, receive, send)
                    return
                receive = _replayed(body, receive)
        await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Forbidden | TooLarge | None:
        headers = Headers(scope=scope)
        is_socket = scope["path"].startswith(urls.NICEGUI_SOCKET)
        if (scope["method"] not in SAFE_METHODS or is_socket) and not is_same_origin(scope, headers):
            return Forbidden("This request comes from another site.")
        length, limit = headers.get("content-length", "0"), _limit_of(scope)
        if not is_socket and (not length.isdecimal() or int(length[:20]) > limit):
            return TooLarge(_too_large(limit))
        return None


def is_same_origin(scope: Scope, headers: Headers) -> bool:
    """Say whether a request comes from our own pages, or from a program that sends no origin at all."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "none") in ("none", "same-origin")
    try:
        host = urlsplit(origin).netloc.lower()
    except ValueError:  # no URL at all
        return False
    return bool(host) and host == headers.get("host", "").lower()


def _limit_of(scope: Scope) -> int:
    """Return how many bytes a request to this path may carry."""
    return LARGER_BODIES.get(scope["path"], BODY_LIMIT)


def _too_large(limit: int) -> str:
    return f"A request may have at most {limit // 1024:,} KiB."


def _with_security_headers(send: Send, responses: "Counter[int]") -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            responses[message["status"]] += 1
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sender


async def _read(receive: Receive, limit: int) -> bytes | None:
    """Return the whole body, or None when it is larger than the limit, however it is sent."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    is_replayed = False

    async def receiver() -> MutableMapping[str, Any]:
        nonlocal is_replayed
        if is_replayed:
            return await receive()
        is_replayed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiver
