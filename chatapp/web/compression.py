"""Compressing of answers: files that never change once for the life of the process, all else as it is sent.

A first visit loads a megabyte of scripts and styles. Compressing them again for each visitor took 145 ms of CPU, more
than all else the server does for a page. Anybody may ask for these files, and for the API's document and what shows it.
"""

import asyncio
import re
import struct
import zlib
from asyncio import Future
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from posixpath import normpath
from typing import Final

from isal import isal_zlib
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatapp.web import urls

MINIMUM_SIZE: Final = 1000  # bytes; less is sent as it is
LEVEL: Final = 3  # zlib's level 9 takes five times the CPU and saves only a tenth of the bytes
QUICK: Final = 1  # isal's, for what is sent once: a fifth of the CPU of zlib's `LEVEL`, and 5 % more bytes
THOROUGH = 9  # for what is kept
IN_A_THREAD: Final = 128 * 1024  # bytes; more would keep others waiting
KEPT_BYTES: Final = 8 * 1024 * 1024  # compressed, of all files together
GZIP: Final = ("gzip", "x-gzip")
PACKED_KEY: Final = "chatapp.packed"  # of a request's scope: what `Packed` parts its answer has, in their order
GZIP_HEAD: Final = bytes((0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255))  # RFC 1952: deflated, at no time, by no system
BEGINNING: Final = 64  # bytes by which a part is looked for
FILES = re.compile(  # that do not change while the process lives
    rf"{urls.NICEGUI_FILES}(?!auto/)[^/]+/(?!dynamic_resources/)|{urls.API}/(?:swagger/|openapi\.json$)"
)


class Packed(bytes):
    """What many answers have in them, compressed once for all of them."""

    @cached_property
    def deflated(self) -> bytes:
        """The same compressed; nothing refers to what was before."""
        writer = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
        return writer.compress(self) + writer.flush(zlib.Z_FULL_FLUSH)


@dataclass(frozen=True, slots=True)
class _File:
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes  # compressed

    @property
    def etag(self) -> str:
        """What tells whether a client has it already."""
        return next((value.decode("latin-1") for name, value in self.headers if name == b"etag"), "")


def accepts_gzip(headers: Headers) -> bool:
    """Return whether the client takes gzip (RFC 9110, 12.5.3): a weight of 0 refuses what it stands with."""
    weights: dict[str, float] = {}
    for part in headers.get("accept-encoding", "").lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = min(map(_weight, parameters), default=1.0)
    named = [weights[name] for name in GZIP if name in weights]
    return max(named, default=weights.get("*", 0.0)) > 0


def _weight(parameter: str) -> float:
    """Return the weight that a parameter gives, 1 if it is another one; what cannot be read refuses."""
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value.strip())
    except ValueError:
        return 0.0


async def compress(response: Response, scope: Scope) -> None:
    """Compress an answer that is there as a whole, for a client that takes gzip."""
    body = bytes(response.body)
    if len(body) < MINIMUM_SIZE or "content-encoding" in response.headers:
        return
    response.headers.append("Vary", "Accept-Encoding")
    if accepts_gzip(Headers(scope=scope)):
        parts: Sequence[Packed] = scope.get(PACKED_KEY, ())
        is_long = len(body) - sum(map(len, parts)) > IN_A_THREAD
        response.body = await asyncio.to_thread(_gzip, body, parts) if is_long else _gzip(body, parts)
        response.headers["Content-Encoding"], response.headers["Content-Length"] = "gzip", str(len(response.body))


def _gzip(body: bytes, parts: Sequence[Packed]) -> bytes:
    """Compress; parts are put in as they are. After a full flush nothing refers to what was before.

    By isal, which takes a fifth of the CPU: with zlib an opening takes 4 % more (decision 77).
    """
    writer, written, done = isal_zlib.compressobj(QUICK, wbits=-zlib.MAX_WBITS), [GZIP_HEAD], 0
    for part in parts:
        start = body.find(part[:BEGINNING], done)
        if start >= 0 and body.startswith(part, start):
            written += writer.compress(body[done:start]), writer.flush(isal_zlib.Z_FULL_FLUSH), part.deflated
            done = start + len(part)
    written += (
        writer.compress(body[done:]),
        writer.flush(),
        struct.pack("<LL", isal_zlib.crc32(body), len(body) & 0xFFFFFFFF),
    )
    return b"".join(written)


class Compression(GZipMiddleware):
    """Compresses answers.

    `FILES` are compressed as well as can be and kept; a condition that does not hold costs no more than none.
    """

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, minimum_size=MINIMUM_SIZE, compresslevel=LEVEL)
        self._thorough = GZipMiddleware(app, minimum_size=MINIMUM_SIZE, compresslevel=THOROUGH)
        self._kept: dict[str, _File | None] = {}  # by path; None: there is a file that is not to be kept
        self._room = KEPT_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_a_file = scope["path"].startswith(f"{urls.FILES}/")  # packed already, and asked for in parts
        if is_a_file or not accepts_gzip(headers) or "range" in headers:
            await self.app(scope, receive, send)
        elif _is_for_a_file(scope) and not self._is_for_the_application(scope["path"], headers):
            await self._serve_file(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def _is_for_the_application(self, path: str, headers: Headers) -> bool:
        """Whether a file is not kept, or the client says that it has it already."""
        if path not in self._kept:
            return False
        file = self._kept[path]
        return file is None or bool(file.etag and file.etag in headers.get("if-none-match", ""))

    async def _serve_file(self, scope: Scope, receive: Receive, send: Send) -> None:
        if file := self._kept.get(scope["path"]):
            start = {"type": "http.response.start", "status": 200, "headers": list(file.headers)}  # others may add some
            await send(start)
            await send({"type": "http.response.body", "body": file.body})
            return
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append({**message, "headers": [*message.get("headers", ())]})

        # whoever leaves before they have the whole file would cut it short for all who come after them
        await self._thorough(scope, _receive_from_one_who_stays(), keep)
        self._keep(scope["path"], answer)
        for message in answer:
            await send(message)

    def _keep(self, path: str, answer: list[Message]) -> None:
        if answer[0]["status"] != 200 or path in self._kept:
            return
        body = b"".join(message.get("body", b"") for message in answer)
        headers = tuple(answer[0]["headers"])
        is_to_keep = (b"content-encoding", b"gzip") in headers and len(body) <= self._room
        self._kept[path] = _File(headers, body) if is_to_keep else None
        self._room -= len(body) * is_to_keep


def _receive_from_one_who_stays() -> Receive:
    """Return what an application hears of a client that asks without a body, and never goes away."""
    asked: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        return asked.pop() if asked else await Future()

    return receive


def _is_for_a_file(scope: Scope) -> bool:
    path = scope["path"]
    is_only_spelling = normpath(path) == path  # of `static/./x`, and so on, there is no end: they would fill the memory
    return scope["method"] == "GET" and is_only_spelling and FILES.match(path) is not None
