"""What people see. NiceGUI lives here and only here; no SQL, no rule.

Which pages there are, at which addresses, is in `routes.py`; this is what they have in common.
"""

from collections.abc import Mapping
from typing import Final

from fastapi import FastAPI, Request
from nicegui import app as nicegui_app
from nicegui import ui

from chatapp.bootstrap import Chat
from pages import nicegui_patches, sidebar
from pages.auth import logo
from pages.browser import assets, emoji_list
from pages.browser.calls import call
from pages.emoji import routes as emoji_routes
from pages.emoji.picker import install_custom_emoji
from pages.home import read_all
from pages.installed import push
from pages.installed import routes as installed
from pages.people import popover
from pages.room import conversation_events, files, notification_acts, sending
from pages.room.composer import command_suggestions, name_suggestions, outsiders
from pages.room.composer.send_queue import install_send_queue
from pages.room.message import link_titles
from pages.room.message_actions import deleting, editing
from pages.room.timeline.emoji_redraw import EmojiRedraw
from pages.routes import AUTH_PAGES, VIEWS
from pages.settings import avatar_images
from pages.shell.authentication import websocket_auth
from pages.shell.authentication.session import PagePatterns, SessionMiddleware, visit_of
from pages.shell.errors import show_failure
from pages.shell.layout import appearance
from pages.shell.loading.fast_path import PageFastPath
from pages.shell.page_state import drafts as shell_drafts
from pages.shell.shell import Shell
from pages.shell.views import build_page
from pages.shell.websocket import page_events
from pages.switcher import acts as switcher_acts
from pages.switcher import route as switcher
from pages.switcher.field import add_switcher

FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#00705f"/>'
    '<path d="M7 7h10a1.5 1.5 0 0 1 1.5 1.5v6A1.5 1.5 0 0 1 17 16h-4.5L9 19v-3H7a1.5 1.5 0 0 1-1.5-1.5v-6A1.5 1.5 0 0 1'
    ' 7 7z" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round"/></svg>'
)
EVENTS: Final[Mapping[str, page_events.PageEvent]] = {  # what the browser tells → what is done, whatever view is shown
    **page_events.EVENTS,
    **appearance.EVENTS,
    **shell_drafts.EVENTS,
    **conversation_events.EVENTS,
    **editing.EVENTS,
    **deleting.EVENTS,
    **read_all.EVENTS,
    **popover.EVENTS,
    **command_suggestions.EVENTS,
    **name_suggestions.EVENTS,
    **outsiders.EVENTS,
    **link_titles.EVENTS,
    **switcher_acts.EVENTS,
    **sidebar.EVENTS,
}
KEPT_IN_BROWSER: Final = f"{call('sendQueue.connected')}; {call('edits.connected')}"  # what waits there to be stored


def register(app: FastAPI, chat: Chat) -> None:
    """Register every page, the routes that their forms post to, and the middleware before them."""
    for pages_of in AUTH_PAGES:
        app.include_router(pages_of.register(chat))
    app.include_router(avatar_images.routes(chat))
    app.include_router(files.routes(chat))
    app.include_router(sending.routes(chat))
    app.include_router(notification_acts.routes(chat))
    app.include_router(emoji_list.routes())
    app.include_router(emoji_routes.routes(chat))
    app.include_router(installed.routes(chat))
    app.include_router(push.routes(chat))
    app.include_router(logo.routes(chat))
    app.include_router(switcher.routes(chat))
    app.include_router(assets.routes())
    _register_shell(chat)
    chat.feeds.use_renderer(EmojiRedraw(chat.custom_emoji).new_room)
    nicegui_app.on_page_exception(show_failure)
    nicegui_patches.install(is_wanted=chat.settings.fanout == "shared")
    if chat.settings.fanout == "shared":
        app.add_middleware(PageFastPath, addresses=VIEWS)
    app.add_middleware(nicegui_patches.SocketMiddleware)
    app.add_middleware(websocket_auth.WebSocketAuth, throttle=chat.throttles.frames, visits=chat.sessions.known)
    app.add_middleware(SessionMiddleware, chat=chat, pages=PagePatterns(VIEWS))
    websocket_auth.restrict_events_to_own_page(chat.throttles.frames)
    _register_metrics(chat)


def _register_shell(chat: Chat) -> None:
    """Serve the shell at the address of each view: inside it, people go from view to view without a new page."""

    async def shell_page(request: Request) -> None:
        await chat.workspace.get()
        await chat.custom_emoji.get()
        await chat.page_turns.wait()
        shell = Shell(chat, visit_of(request), nicegui_patches.adopt(ui.context.client))
        page_events.PageEvents(shell, EVENTS)
        shell.run_on_connect(KEPT_IN_BROWSER)
        shell_drafts.Drafts(shell)
        install_send_queue(shell)
        install_custom_emoji(shell)
        add_switcher()
        await build_page(shell, VIEWS, sidebar.sidebar_html)

    for path in VIEWS:
        ui.page(path, title="Chatapp", response_timeout=30)(shell_page)


def _register_metrics(chat: Chat) -> None:
    metrics, deliveries = chat.metrics, nicegui_patches.deliveries
    metrics.gauge("pages_connected", "Pages connected to this process.", deliveries.connected)
    metrics.counter("page_updates", "Updates sent to pages; one may contain several messages.", deliveries.total)
