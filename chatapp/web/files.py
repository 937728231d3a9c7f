"""Answering with a file: whole or in part, shown or downloaded, and never as a document of this site."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from chatapp.errors import NotFound
from chatapp.throttling import ConcurrencyLimit
from chatapp.uploads import FileContent, Storage, kinds
from chatapp.uploads.keeping import thumbnail_name
from chatapp.uploads.storage import Missing

RANGE: Final = re.compile(r"bytes=(\d{1,18})?-(\d{1,18})?", re.ASCII)
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
)
HEADERS: Final = {
    "Cache-Control": "private, max-age=31536000, immutable",  # another content has another address
    "Vary": "Cookie, Authorization",  # who signs in after somebody does not get it from the browser's cache
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
THUMBNAIL: Final = "image/webp"


async def file_response(request: Request, storage: Storage, content: FileContent, side: int = 0) -> Response:
    """Return a file, or a part of it. ``side``: of the thumbnail that is wanted instead, in pixels.

    Raises:
        NotFound: the picture has no such thumbnail, or the storage has lost the file.
        Unavailable: the storage cannot be reached.
    """
    is_shown = content.media_type in kinds.INLINE
    headers = {
        **HEADERS,
        "ETag": f'"{content.sha256}{f"-{side}" if side else ""}"',
        "Content-Disposition": disposition(content.name, is_shown=is_shown),
    }
    if _is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    try:
        if side:
            return await _thumbnail(storage, content, side, headers)
        return await _file(request, storage, content, headers)
    except Missing:
        raise NotFound from None


class InTurn(Response):
    """An answer that is made when it is its asker's turn, which lasts until all of it is sent."""

    def __init__(self, turns: ConcurrencyLimit, asker: str, make: Callable[[], Awaitable[Response]]) -> None:
        self._turns, self._asker, self._make = turns, asker, make
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, make the answer and send it; raises as `make`, and RateLimited if too many of the asker's wait."""
        async with self._turns.turn(self._asker):
            answer = await self._make()
            await answer(scope, receive, send)


def disposition(name: str, *, is_shown: bool) -> str:
    """Return how a browser should take a file: shown in place, or saved under its name (RFC 6266)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"{'inline' if is_shown else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def _thumbnail(storage: Storage, content: FileContent, side: int, headers: dict[str, str]) -> Response:
    if side > content.thumbnail:
        raise NotFound
    return Response(await storage.get(thumbnail_name(content.stored_as, side)), 200, headers, THUMBNAIL)


async def _file(request: Request, storage: Storage, content: FileContent, headers: dict[str, str]) -> Response:
    headers["Accept-Ranges"] = "bytes"
    part = _range(request, headers["ETag"], content.size)
    if part is not None and part[0] >= part[1]:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{content.size}"})
    start, end = part or (0, content.size)
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{content.size}"
    headers["Content-Length"] = str(end - start)
    is_head = request.method == "HEAD"
    chunks = _nothing() if is_head else await storage.stream(content.stored_as, start, end)
    return StreamingResponse(chunks, 206 if part else 200, headers, content.media_type)


def _is_known(request: Request, tag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    return known == "*" or tag in (one.strip().removeprefix("W/") for one in known.split(","))


def _range(request: Request, tag: str, size: int) -> tuple[int, int] | None:
    """Return the one part that is asked for, as its start and end; empty if there is none. None: the whole."""
    found = RANGE.fullmatch(request.headers.get("range", "").strip())
    if found is None or not any(found.groups()) or request.headers.get("if-range", tag) != tag:
        return None
    first, last = found.groups()
    if first is None:
        return max(0, size - int(last)), size if int(last) else 0
    return int(first), min(size, int(last) + 1 if last else size)


async def _nothing() -> AsyncIterator[bytes]:
    yield b""
