"""What people see. NiceGUI lives here and only here; no SQL, no rule."""

import re

from fastapi import FastAPI, Request
from nicegui import app as nicegui_app
from nicegui import ui

from chatapp.bootstrap import Chat
from pages import admin, nicegui_patches
from pages.auth import password_reset, sign_in, sign_up
from pages.browser import assets
from pages.profile import avatar_images, person
from pages.profile import page as profile
from pages.room import page as room
from pages.room.composer import install_outbox
from pages.room.rendered_room import RenderedRoom
from pages.room.scrolling import install_reader
from pages.rooms import page as rooms
from pages.shell import websocket_auth
from pages.shell.layout import show_failure
from pages.shell.session import PageTest, SessionMiddleware, visit_of
from pages.shell.shell import Shell, view
from pages.sidebar import show_sidebar

FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#3a4fc4"/>'
    '<path d="M7 7h10a1.5 1.5 0 0 1 1.5 1.5v6A1.5 1.5 0 0 1 17 16h-4.5L9 19v-3H7a1.5 1.5 0 0 1-1.5-1.5v-6A1.5 1.5 0 0 1'
    ' 7 7z" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round"/></svg>'
)


def register(app: FastAPI, chat: Chat) -> None:
    """Register every page, the routes their forms post to, and the guards before them."""
    for ways_in in (sign_in, sign_up, password_reset):
        app.include_router(ways_in.register(chat))
    app.include_router(avatar_images.routes(chat))
    app.include_router(assets.routes())

    async def shell_page(request: Request) -> None:
        shell = Shell(chat, visit_of(request), nicegui_patches.adopt(ui.context.client))
        install_outbox(shell)
        install_reader()
        await shell.build(VIEWS, show_sidebar)

    chat.feeds.use_renderer(RenderedRoom)
    nicegui_app.on_page_exception(show_failure)
    for path in VIEWS:
        ui.page(path, title="Chatapp", response_timeout=30)(shell_page)
    patterns = [re.sub(r"\{\w+\}", "*", path) for path in VIEWS]
    nicegui_patches.install(is_wanted=chat.settings.fanout == "shared")
    app.add_middleware(nicegui_patches.SocketMiddleware)
    app.add_middleware(websocket_auth.WebSocketAuth)
    app.add_middleware(SessionMiddleware, chat=chat, is_page=PageTest(*patterns))
    websocket_auth.restrict_events_to_own_page()
    metrics = chat.metrics
    metrics.level(
        "pages_connected", "Pages that have a connection to this process.", nicegui_patches.deliveries.connected
    )
    metrics.count(
        "deliveries", "Updates handed to pages; one may hold several messages.", nicegui_patches.deliveries.total
    )


@view
async def _index(shell: Shell, show: str = "all") -> None:
    await rooms.show(shell, show)


@view
async def _one_room(shell: Shell, room_uuid: str, number: str = "") -> None:
    await room.show(shell, room_uuid, number)


@view
async def _own_profile(shell: Shell) -> None:
    await profile.show(shell)


@view
async def _one_person(shell: Shell, account_uuid: str) -> None:
    await person.show(shell, account_uuid)


@view
async def _administration(shell: Shell, section: str = "people", author: str = "", room: str = "") -> None:
    await admin.show(shell, section, author, room)


VIEWS = {
    "/rooms": _index,
    "/rooms/{room_uuid}": _one_room,
    "/rooms/{room_uuid}/{number}": _one_room,
    "/profile": _own_profile,
    "/people/{account_uuid}": _one_person,
    "/admin": _administration,
    "/admin/{section}": _administration,
}
