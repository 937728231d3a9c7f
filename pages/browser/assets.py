"""The pages' stylesheet and modules: sent once, not with every page.

Their address follows from what they say, so browsers keep them for good, and a new version has a new address. A page's
module is served as one file with all that it imports (`bundle`). Each module is also served by itself, for what is
imported only when it is needed; these share one digest.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fastapi import APIRouter, Request, Response

from chatapp.errors import NotFound
from chatapp.web import urls
from chatapp.web.compression import accepts_gzip
from chatapp.web.problems import problem
from pages.browser.bundle import bundle

FOLDER = Path(__file__).parent
FOREVER = "public, max-age=31536000, immutable"
MEDIA_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
RELOAD = "setTimeout(() => location.reload(), 2000)"
FILES = {file.name: file for file in sorted(FOLDER.glob("*/*.js")) if file.parent.name != "inline"}  # no name twice
MODULES = {name: file.read_text(encoding="utf-8") for name, file in FILES.items()}


@dataclass(frozen=True)
class _Asset:
    content: bytes
    media_type: str

    @cached_property
    def compressed(self) -> bytes:
        """The same by gzip, once somebody has asked for it: most are never asked for."""
        return gzip.compress(self.content, mtime=0)


_assets: dict[str, _Asset] = {}  # by what follows /assets/ in the address


def style(css: str) -> str:
    """Return the HTML that brings a stylesheet into a page. Call while importing: it is served from then on."""
    return f'<link rel="stylesheet" href="{_serve("theme.css", css, _digest(css))}">'


def module(name: str) -> str:
    """Return the HTML that runs a module in a page, with all that it imports. Call while importing, as `style`.

    If it cannot be loaded (the line was cut, the server has another version by now), the page is loaded again: without
    its scripts it would look alive, and send nothing.
    """
    code = whole(name)
    return f'<script type="module" src="{_serve(name, code, _digest(code))}" onerror="{RELOAD}"></script>'


def whole(name: str) -> str:
    """Return a module as one script, with all that it imports: what it is served as is the caller's to say."""
    return bundle(name, MODULES, address)


def inline(name: str) -> str:
    """Return the HTML with a script from ``inline/`` in it: for what cannot wait until a module is loaded."""
    return f"<script>{(FOLDER / 'inline' / name).read_text(encoding='utf-8')}</script>"


def address(name: str) -> str:
    """Return the address at which a module is served by itself: in folders, as its imports name others."""
    return urls.asset(_DIGEST, FILES[name].relative_to(FOLDER).as_posix())


def routes() -> APIRouter:
    """Return the route that serves them, to everybody: the sign-in page needs them, too."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.ASSET_ROUTE)
    async def show(request: Request, digest: str, name: str) -> Response:
        """Answer with a script or a style sheet, which may be cached for ever."""
        if (asset := _assets.get(f"{digest}/{name}")) is None:
            return problem(NotFound())
        headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
        if accepts_gzip(request.headers):
            compressed = {**headers, "Content-Encoding": "gzip"}
            return Response(asset.compressed, media_type=asset.media_type, headers=compressed)
        return Response(asset.content, media_type=asset.media_type, headers=headers)

    return router


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _serve(name: str, content: str, digest: str) -> str:
    _assets[f"{digest}/{name}"] = _Asset(content.encode(), MEDIA_TYPES[name.rpartition(".")[2]])
    return urls.asset(digest, name)


_DIGEST = _digest("\0".join(f"{name}\0{code}" for name, code in MODULES.items()))
for _name, _code in MODULES.items():
    _serve(FILES[_name].relative_to(FOLDER).as_posix(), _code, _DIGEST)
