"""What people see. NiceGUI lives here and only here; no SQL, no rule.

To add a page to the shell: write ``async def show(shell, …)`` in a module of its own and name its address in `VIEWS`.
To add a page before sign-in: write ``register(chat)`` like those in `pages.auth` and name it in `AUTH_PAGES`.
"""

from collections.abc import Mapping
from typing import Final

from fastapi import FastAPI, Request
from nicegui import app as nicegui_app
from nicegui import ui

from chatapp.bootstrap import Chat
from chatapp.web import urls
from pages import admin, nicegui_patches, sidebar
from pages.activity import page as activity
from pages.auth import join, logo, password_reset, set_up, sign_in, sign_up, sign_up_code, unsubscribe
from pages.browser import assets, emoji_list
from pages.browser.calls import call
from pages.drafts import page as drafts
from pages.drafts import reminders, scheduled
from pages.emoji import page as emoji_page
from pages.emoji import routes as emoji_routes
from pages.emoji.picker import install_custom_emoji
from pages.home import page as home
from pages.home import read_all
from pages.installed import push
from pages.installed import routes as installed
from pages.mentions import page as mentions
from pages.people import page as people
from pages.people import person, popover
from pages.room import files, notification_acts, place_events, sending
from pages.room import page as room
from pages.room.composer import command_suggestions, name_suggestions, outsiders
from pages.room.composer.outbox import install_outbox
from pages.room.message import link_titles
from pages.room.message_actions import deleting, editing
from pages.room.timeline.emoji_redraw import EmojiRedraw
from pages.rooms import page as rooms
from pages.saved import page as saved
from pages.search import page as search
from pages.settings import avatar_images
from pages.settings import page as settings
from pages.share import page as share
from pages.shell.authentication import websocket_auth
from pages.shell.authentication.session import PagePatterns, SessionMiddleware, visit_of
from pages.shell.errors import show_failure
from pages.shell.layout import appearance
from pages.shell.loading.fast_path import PageFastPath
from pages.shell.page_state import drafts as shell_drafts
from pages.shell.shell import Shell
from pages.shell.views import build_page, view
from pages.shell.websocket import page_events
from pages.switcher import acts as switcher_acts
from pages.switcher import route as switcher
from pages.switcher.field import add_switcher
from pages.threads import page as threads

FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#00705f"/>'
    '<path d="M7 7h10a1.5 1.5 0 0 1 1.5 1.5v6A1.5 1.5 0 0 1 17 16h-4.5L9 19v-3H7a1.5 1.5 0 0 1-1.5-1.5v-6A1.5 1.5 0 0 1'
    ' 7 7z" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round"/></svg>'
)
AUTH_PAGES = (
    sign_in,
    set_up,
    sign_up,
    sign_up_code,
    join,
    password_reset,
    unsubscribe,
)  # pages outside of the shell, with their forms' routes
VIEWS = {  # address → what fills the middle of the shell there
    urls.HOME: view(home.show),
    urls.MENTIONS: view(mentions.show),
    urls.ACTIVITY: view(activity.show),
    urls.THREADS: view(threads.show),
    urls.ROOMS: view(rooms.show),
    urls.ROOM_ROUTE: view(room.show),
    urls.MESSAGE_ROUTE: view(room.show),
    urls.DRAFTS: view(drafts.show),
    urls.SCHEDULED: view(scheduled.show),
    urls.REMINDERS: view(reminders.show),
    urls.SAVED: view(saved.show),
    urls.SEARCH: view(search.show),
    urls.SHARE: view(share.show),
    urls.EMOJI: view(emoji_page.show),
    urls.PEOPLE: view(people.show),
    urls.SETTINGS: view(settings.show),
    urls.SETTINGS_ROUTE: view(settings.show),
    urls.PERSON_ROUTE: view(person.show),
    urls.ADMIN: view(admin.show),
    urls.ADMIN_ROUTE: view(admin.show),
}

EVENTS: Final[Mapping[str, page_events.PageEvent]] = {  # what the browser tells → what is done, whatever view is shown
    **page_events.EVENTS,
    **appearance.EVENTS,
    **shell_drafts.EVENTS,
    **place_events.EVENTS,
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
KEPT_IN_BROWSER: Final = f"{call('outbox.connected')}; {call('edits.connected')}"  # what waits there to be stored


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
        install_outbox(shell)
        install_custom_emoji(shell)
        add_switcher()
        await build_page(shell, VIEWS, sidebar.sidebar_html)

    for path in VIEWS:
        ui.page(path, title="Chatapp", response_timeout=30)(shell_page)


def _register_metrics(chat: Chat) -> None:
    metrics, deliveries = chat.metrics, nicegui_patches.deliveries
    metrics.gauge("pages_connected", "Pages connected to this process.", deliveries.connected)
    metrics.counter("page_updates", "Updates sent to pages; one may contain several messages.", deliveries.total)
