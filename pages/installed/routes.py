"""What browsers fetch to install Chatapp. All of it is for everybody: browsers ask for a manifest without cookies.

What is shared into an installed Chatapp never gets here: the worker takes it (`worker.js`). Only where a
browser has lost its worker does the form arrive, and is answered with the page that says so.
"""

import asyncio
import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from chatapp.bootstrap import Chat
from chatapp.errors import NotFound
from chatapp.pictures import app_icons
from chatapp.web import urls
from chatapp.workspace import logos
from pages import theme
from pages.browser import assets
from pages.components import icons
from pages.installed.manifest import MEDIA_TYPE, icon_digest, manifest

FOREVER: Final = "public, max-age=31536000, immutable"  # a new logo has a new address
SOON: Final = "public, max-age=600"  # for what has one address for ever: a new name is seen after ten minutes
CHECKED: Final = "no-cache"  # the browser asks each time whether it is still this
WORKER_POLICY: Final = "default-src 'none'; connect-src 'self'"
OFFLINE: Final = Template((Path(__file__).parent / "offline.html").read_text(encoding="utf-8"))


def routes(chat: Chat) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    drawn = _Icons(chat)

    @router.get(urls.MANIFEST)
    async def show_manifest() -> Response:
        """Answer with the manifest."""
        content = json.dumps(manifest(await chat.workspace.get()), ensure_ascii=False)
        return Response(content, media_type=MEDIA_TYPE, headers={"Cache-Control": SOON})

    @router.get(urls.ICON_ROUTE)
    async def show_icon(digest: str, name: str) -> Response:
        """Answer with an icon of a size, which may be cached for ever."""
        return Response(await drawn.get(digest, name), media_type="image/png", headers={"Cache-Control": FOREVER})

    @router.get(urls.TOUCH_ICON)
    async def show_touch_icon() -> Response:
        """Answer with the icon that iPhones and iPads show."""
        content = await drawn.get(icon_digest(await chat.workspace.get()), app_icons.TOUCH)
        return Response(content, media_type="image/png", headers={"Cache-Control": SOON})

    @router.get(urls.WORKER)
    async def show_worker() -> Response:
        """Answer with the script that runs without a page."""
        headers = {"Cache-Control": CHECKED, "Content-Security-Policy": WORKER_POLICY}
        return Response(worker_code(), media_type=assets.MEDIA_TYPES["js"], headers=headers)

    @router.get(urls.OFFLINE)
    async def show_offline() -> Response:
        """Answer with the page that is shown while the server is out of reach."""
        return HTMLResponse(offline_page(), headers={"Cache-Control": CHECKED})

    @router.post(urls.SHARE_FORM)
    async def take_nothing() -> Response:
        """Answer what was shared while there was no worker to take it."""
        return RedirectResponse(urls.SHARE, 303)

    return router


@cache
def offline_page() -> str:
    """Return the page that browsers keep: the same for everybody, and all of it in itself."""
    return OFFLINE.substitute(colours=theme.FIRST_PAINT, icon=icons.svg("chat"))


@cache
def worker_code() -> str:
    """Return the worker's script: what it is told, and then its module with all that it imports."""
    version = sha256(offline_page().encode()).hexdigest()[:16]
    told = {"version": version, "offline": urls.OFFLINE, "share": urls.SHARE, "form": urls.SHARE_FORM}
    told |= {
        "icon": urls.TOUCH_ICON,
        "read": urls.NOTICE_READ,
        "reply": urls.NOTICE_REPLY,
        "push": urls.PUSH,
        "shown": urls.NOTICES_SHOWN,
    }
    return f"self.workerSettings = {json.dumps(told)};\n{assets.whole('worker.js')}"


class _Icons:
    """The icons as they are now, each drawn once, in a thread."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._drawn: dict[tuple[str, str], asyncio.Task[bytes]] = {}

    async def get(self, digest: str, name: str) -> bytes:
        """Return an icon.

        Raises:
            NotFound: there is none of this name, or the workspace has another logo by now.
        """
        workspace = await self._chat.workspace.get()
        if name not in app_icons.SIDES or digest != icon_digest(workspace):
            raise NotFound
        key = workspace.logo, name
        if key not in self._drawn:
            self._drawn = {known: task for known, task in self._drawn.items() if known[0] == workspace.logo}
            self._drawn[key] = asyncio.create_task(self._draw(*key))
        try:
            return await asyncio.shield(self._drawn[key])
        except Exception:
            self._drawn.pop(key, None)
            raise

    async def _draw(self, logo: str, name: str) -> bytes:
        content = b""
        if logo:
            async with self._chat.reading() as session:
                content = await logos.read(session, digest=logo)
        return await asyncio.to_thread(app_icons.app_icon, name, content)
