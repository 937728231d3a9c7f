"""What every HTTP request passes first: a limit on its size, a check of its origin, headers that bind the browser."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatapp.authentication.rate_limit import network_of
from chatapp.errors import Busy, ChatError, Forbidden, TooLarge, TooSlow
from chatapp.pictures.limits import LARGEST as LARGEST_PICTURE
from chatapp.throttling import Throttle
from chatapp.uploads.limits import FORM_BYTES, MEBIBYTE, PIECE
from chatapp.web import urls
from chatapp.web.held_bodies import HeldBodies, HeldBody
from chatapp.web.origins import Origin, is_same_origin, origin_of
from chatapp.web.problems import problem
from chatapp.web.proxies import client_address

Header = tuple[bytes, bytes]  # name, value

BODY_LIMIT = 256 * 1024  # bytes; a message of 10,000 characters takes at most 120,000 as escaped JSON
BODY_SECONDS = 120.0  # for a body to arrive: a picture of 5 MiB over a slow line takes one minute
SOCKET_BODY_LIMIT = 1_000_000  # bytes, by long polling: as much as a websocket takes
PICTURES = (
    *(urls.API_AVATAR_UPLOAD, urls.AVATAR_UPLOAD, urls.API_LOGO_UPLOAD, urls.LOGO_UPLOAD),
    *(urls.API_EMOJI, urls.EMOJI_UPLOAD),
)
REFUSALS = range(400, 500)  # statuses: what the client did is wrong, or too much
LARGEST_FILE = 100 * MEBIBYTE  # bytes, unless a setting says otherwise
SLOWEST = 16 * 1024  # bytes a second at which a file must arrive, after the seconds that every body has
PIECES = re.compile(f"(?:{urls.API_UPLOADS}|{urls.FILES})/[^/]+")
FORMS_WITH_FILES = re.compile(f"{urls.API_ROOMS}/[^/]+/files")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CACHEABLE_BELOW = (urls.NICEGUI_FILES, f"{urls.ASSETS}/")  # files that are the same for everybody

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "worker-src 'self'; manifest-src 'self'; frame-ancestors 'none'; form-action 'self'"
)  # 'unsafe-eval' is what Vue's run-time templates need; everything else stays at home
SECURITY_HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
PRIVATE_HEADERS = (*SECURITY_HEADERS, (b"cache-control", b"no-store"))  # what is for one person, or true only now


class SecurityMiddleware:
    """ASGI middleware around the whole application, for HTTP and websocket connections alike.

    ``public_url``: where people reach Chatapp, whatever a proxy makes of a request; empty if that is not set.
    ``responses``: counts the responses by status. ``refusals``: how fast one network is told what it may not do.
    ``largest_file``: bytes.
    """

    def __init__(
        self,
        app: ASGIApp,
        public_url: str = "",
        responses: "Counter[int] | None" = None,
        refusals: Throttle | None = None,
        largest_file: int = LARGEST_FILE,
    ) -> None:
        self._form_limit = largest_file + FORM_BYTES
        self._app = app
        self._public_origin: Origin | None = origin_of(public_url)
        self._bodies = HeldBodies()
        self._responses = Counter[int]() if responses is None else responses
        self._refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a foreign origin and a body that is too large; add security headers to every response."""
        if scope["type"] in ("http", "websocket"):
            scope = {**scope, "headers": list(_harmless(scope["headers"]))}
        if scope["type"] == "websocket":
            if not is_same_origin(scope, Headers(scope=scope), self._public_origin):
                await send({"type": "websocket.close", "code": 1008, "reason": "foreign origin"})
                return
        elif scope["type"] == "http":
            send = _with_security_headers(scope, self._refusing_late(scope, send), self._responses)
            if refused := self._refusal(scope):
                await problem(refused)(scope, receive, send)
                return
            if scope["method"] not in SAFE_METHODS:
                with self._bodies.body(lambda: _network(scope)) as held:
                    await self._serve(scope, receive, send, held)
                return
        await self._app(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, held: HeldBody) -> None:
        """Serve a request that may have a body."""
        try:
            receive = await self._limited(scope, receive, held)
        except (TooLarge, TooSlow, Busy) as error:
            await problem(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refusing_late(self, scope: Scope, send: Send) -> Send:
        """Answer a network that is refused again and again later and later: refusing costs as much as serving.

        If too many answers wait, the connection is closed instead, so that asking again costs the asker, too.
        """
        if (throttle := self._refusals) is None:
            return send

        async def sender(message: Message) -> None:
            is_refusal = message["type"] == "http.response.start" and message["status"] in REFUSALS
            if is_refusal and not await throttle.keep(_network(scope)):
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        return sender

    def _refusal(self, scope: Scope) -> ChatError | None:
        headers = Headers(scope=scope)
        is_checked = scope["method"] not in SAFE_METHODS or scope["path"].startswith(urls.NICEGUI_SOCKET)
        if is_checked and not is_same_origin(scope, headers, self._public_origin):
            return Forbidden("This request comes from another site.")
        length, limit = headers.get("content-length", "0"), self._stream_limit(scope) or _limit_of(scope)
        return TooLarge(_too_large(limit)) if not length.isdecimal() or int(length[:20]) > limit else None

    async def _limited(self, scope: Scope, receive: Receive, held: HeldBody) -> Receive:
        """Return what reads a body: all of it is here already, or it is counted as it comes."""
        if limit := self._stream_limit(scope):
            return _counted(receive, limit)
        return _replayed(await _read(receive, _limit_of(scope), held), receive)

    def _stream_limit(self, scope: Scope) -> int:
        """Return how many bytes a request may carry that is read as it comes; 0 for all others."""
        if scope["method"] == "PATCH" and PIECES.fullmatch(scope["path"]):
            return PIECE
        if scope["path"] in PICTURES:
            return LARGEST_PICTURE
        return self._form_limit if scope["method"] == "POST" and FORMS_WITH_FILES.fullmatch(scope["path"]) else 0


def _harmless(headers: Iterable[Header]) -> Iterator[Header]:
    """Yield the headers without what makes others misbehave.

    NiceGUI would write a visitor's prefix into the page. Python resolves a cookie's escapes in quadratic time: a cookie
    of 64 KiB took twelve seconds. None of ours has any.
    """
    for name, value in headers:
        if name == b"cookie" and b"\\" in value:
            yield name, b";".join(pair for pair in value.split(b";") if b"\\" not in pair)
        elif name != b"x-forwarded-prefix":
            yield name, value


def _limit_of(scope: Scope) -> int:
    """Return how many bytes a request to this path may carry."""
    if scope["path"].startswith(urls.NICEGUI_SOCKET):
        return SOCKET_BODY_LIMIT
    return BODY_LIMIT


def _network(scope: Scope) -> str:
    return network_of(client_address(Request(scope)))


def _too_large(limit: int) -> str:
    return f"A request can have up to {limit // 1024:,} KiB."


def _with_security_headers(scope: Scope, send: Send, responses: "Counter[int]") -> Send:
    is_cacheable = scope["path"].startswith(CACHEABLE_BELOW) or scope["path"] == urls.FAVICON

    ours = SECURITY_HEADERS if is_cacheable else PRIVATE_HEADERS

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            responses[message["status"]] += 1
            headers = message.get("headers", ())
            present = {name.lower() for name, _ in headers}
            message = {**message, "headers": [*headers, *(one for one in ours if one[0] not in present)]}
        await send(message)

    return sender


async def _read(receive: Receive, limit: int, held: HeldBody) -> bytes:
    """Return the whole body.

    Raises:
        Busy: too much of its network's is here already.
        TooLarge: it is larger than the limit, however it is sent.
        TooSlow: it has not arrived within `BODY_SECONDS`.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while (message := await receive())["type"] == "http.request":
                body += message.get("body", b"")
                if len(body) > limit:
                    raise TooLarge(_too_large(limit))
                held.has(len(body))
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        raise TooSlow(f"A request must arrive within {BODY_SECONDS:.0f} seconds.") from None
    return bytes(body)


def _counted(receive: Receive, limit: int) -> Receive:
    """Return what reads a body as it comes, and raises TooLarge or TooSlow when it has too many bytes or too few."""
    size, is_over = 0, False
    deadline = asyncio.get_running_loop().time() + BODY_SECONDS + limit / SLOWEST

    async def receiver() -> MutableMapping[str, Any]:
        nonlocal size, is_over
        if is_over:
            return await receive()
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise TooSlow("This file arrives too slowly. Send it in pieces.") from None
        size += len(message.get("body", b""))
        is_over = message["type"] != "http.request" or not message.get("more_body", False)
        if size > limit:
            raise TooLarge(_too_large(limit))
        return message

    return receiver


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that has been read already as one message, and then what the client does next."""
    is_replayed = False

    async def receiver() -> MutableMapping[str, Any]:
        nonlocal is_replayed
        if is_replayed:
            return await receive()
        is_replayed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiver
