"""The pages' stylesheet and scripts: sent once, not with every page.

Their address follows from what they say, so browsers keep them for good, and a new version has a new address.
"""

import gzip
import hashlib
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from chatapp.errors import NotFound
from chatapp.web.problems import problem

FOREVER = "public, max-age=31536000, immutable"
MEDIA_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class _Asset:
    content: bytes
    squeezed: bytes  # by gzip
    media_type: str


_assets: dict[str, _Asset] = {}  # by name


def style(css: str) -> str:
    """Return the HTML that brings a stylesheet into a page. Call while importing: it is served from then on."""
    return f'<link rel="stylesheet" href="{_address(css, "css")}">'


def script(code: str) -> str:
    """Return the HTML that brings a script into a page. Call while importing: it is served from then on."""
    return f'<script src="{_address(code, "js")}"></script>'


def _address(content: str, kind: str) -> str:
    encoded = content.encode()
    name = f"{hashlib.sha256(encoded).hexdigest()[:16]}.{kind}"
    _assets[name] = _Asset(encoded, gzip.compress(encoded, mtime=0), MEDIA_TYPES[kind])
    return f"/assets/{name}"


def routes() -> APIRouter:
    """Return the route that serves them, to everybody: the sign-in page needs them, too."""
    router = APIRouter(include_in_schema=False)

    @router.get("/assets/{name}")
    async def show(request: Request, name: str) -> Response:
        if (asset := _assets.get(name)) is None:
            return problem(NotFound())
        headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            squeezed = {**headers, "Content-Encoding": "gzip"}
            return Response(asset.squeezed, media_type=asset.media_type, headers=squeezed)
        return Response(asset.content, media_type=asset.media_type, headers=headers)

    return router
