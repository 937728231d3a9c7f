"""The shell that signed-in people live in: one NiceGUI page whose sidebar stays while the middle changes.

It is also where errors become sentences for people (the other place is the REST API), and where a session's end reaches
its open pages.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

import structlog
from nicegui import Client, background_tasks, ui
from nicegui.elements.sub_pages import SubPages

from chatapp.authentication.sessions import Visit
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, NotFound, Unauthenticated, Unavailable
from chatapp.events import AccountChanged, Event, SessionEnded, account_topic
from chatapp.identity import Actor, active_account, actor_of
from pages.components.elements import box, button
from pages.shell import websocket_auth
from pages.shell.activity import Activity
from pages.shell.banner import Banner
from pages.shell.layout import CLOSE_DRAWER, ESCAPE_CLOSES, FAILURE, prepare_page, show_error
from pages.shell.resync import Read, Resync

log = structlog.get_logger(__name__)

P = ParamSpec("P")
RETRY_CHECK = 10.0  # seconds


class Shell:
    """One signed-in person's open page."""

    def __init__(self, chat: Chat, visit: Visit, client: Client) -> None:
        self.chat = chat
        self.client = client
        self._visit = visit
        self._is_signed_in = True
        self._closers: list[Callable[[], None]] = []
        self._watchers: list[Callable[[], None]] = []
        self._path_watchers: list[Callable[[str], None]] = []
        self._actor_watchers: list[Callable[[], None]] = []
        self._greeting = "activity.connected()"
        self._one_refresh = asyncio.Lock()
        self._settled = asyncio.Event()
        self._next_check: asyncio.TimerHandle | None = None
        self._title, self._unread = "", 0
        self.follows_live = False  # the newest message of the room that is shown is in view: what comes is read at once
        self.activity = Activity(chat.presence, visit.actor, client)
        websocket_auth.bind(client, visit)
        unsubscribe = chat.broker.subscribe(account_topic(visit.actor.account_id), self._on_own_event)
        client.on_delete(unsubscribe)
        client.on_delete(chat.open_sessions.watch(visit))
        self._resync = Resync(chat, client, self.run)
        self._resync.add(self._refresh_actor)
        client.on_delete(self.leave_view)
        client.on_delete(self._forget_check)
        client.on_connect(self._check_session)
        client.on_connect(self._connection_changed)
        client.on_connect(lambda: client.run_javascript(self._greeting))
        client.on_disconnect(self._connection_changed)

    @property
    def is_signed_in(self) -> bool:
        """Whether the session behind this page is alive, as far as is known."""
        return self._is_signed_in

    @property
    def actor(self) -> Actor:
        """Who is asking.

        Raises:
            Unauthenticated: the session behind this page has ended.
        """
        return self.visit.actor

    async def build(self, views: dict[str, "View"], sidebar: Callable[["Shell"], Awaitable[None]]) -> None:
        """Lay out the frame and the view the address names; returns when both are whole. ``views``: made by `view`."""
        prepare_page()
        with box("shell", data_account=str(self.actor.uuid)):
            with box("sidebar", "nav", aria_label="Rooms").on("keydown", js_handler=ESCAPE_CLOSES):
                await sidebar(self)
            button("Close menu", js=CLOSE_DRAWER, classes="scrim", is_icon_only=True)
            with box("main"):  # Quasar's page around us is the <main> landmark
                _Views(self, views)
                Banner(self.chat, self.client)
        await self._settled.wait()

    def on_leaving_view(self, close: Callable[[], None]) -> None:
        """Call ``close`` when the person leaves the current view or the page goes; at once if the session has ended."""
        if self._is_signed_in:
            self._closers.append(close)
        else:
            close()

    def on_missed(self, read: Read) -> Callable[[], None]:
        """Call ``read`` when something may have gone unheard: what is shown may be old. Returns what ends it."""
        return self._resync.add(read)

    def on_connection_change(self, watch: Callable[[], None]) -> None:
        """Call ``watch`` when the page's connection comes or goes, until the person leaves the current view."""
        self._watchers.append(watch)

    def run_on_connect(self, code: str) -> None:
        """Have the browser run this on every (re)connection; all that was asked for goes out as one message."""
        self._greeting += f"; {code}"

    def on_path_change(self, watch: Callable[[str], None]) -> None:
        """Call ``watch`` with the address's path whenever another view is shown."""
        self._path_watchers.append(watch)

    def on_actor_change(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` when the person's own name, picture, address or rights have changed; returns what ends it."""
        self._actor_watchers.append(watch)
        return lambda: self._actor_watchers.remove(watch)

    @property
    def visit(self) -> Visit:
        """The signed-in browser behind this page.

        Raises:
            Unauthenticated: its session has ended.
        """
        if not self._is_signed_in:
            raise Unauthenticated("You have been signed out.")
        return self._visit

    @property
    def path(self) -> str:
        """The path of the view that is shown."""
        return urlsplit(self.client.sub_pages_router.current_path).path

    def set_path(self, path: str) -> None:
        """Learn that the browser shows the same view at another address now."""
        self.client.sub_pages_router.current_path = path

    def leave_view(self) -> None:
        """Let go of what the current view holds."""
        closers, self._closers, self._watchers = self._closers, [], []
        for close in closers:
            close()

    def with_error_notices(self, handler: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
        """Wrap an event handler: what the service refuses is told to the person as a notification."""

        @wraps(handler)
        async def handling(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                await handler(*args, **kwargs)
            except ChatError as error:
                with self.client:
                    self.notify(str(error))

        return handling

    def run(self, job: Coroutine[Any, Any, None]) -> None:
        """Run something that an event has set off; what the service refuses is told, unless the page has ended."""

        async def running() -> None:
            try:
                await job
            except Unauthenticated:
                return  # on its way to the sign-in page
            except ChatError as error:
                if not self.client.is_deleted:
                    self.notify(str(error))

        background_tasks.create(running(), name="page reacts to an event", context=self.client)

    async def refresh_view(self) -> None:
        """Build the current view anew, as if one had just come to it."""
        with self.client:
            await self.client.sub_pages_router.refresh()

    def set_title(self, name: str) -> None:
        """Name the view that is shown in the browser's title."""
        self._title = name
        self._show_title()

    def set_unread(self, count: int) -> None:
        """Put the number of unread messages in front of the title; 0 takes it away."""
        if count != self._unread:
            self._unread = count
            self._show_title()

    def _show_title(self) -> None:
        count = f"({self._unread}) " if self._unread else ""
        with self.client:
            ui.page_title(count + (f"{self._title} · Chatapp" if self._title else "Chatapp"))

    def notify(self, sentence: str) -> None:
        """Show a short notification."""
        ui.notify(sentence, position="top", close_button="Close")

    async def show_view(self, showing: Coroutine[Any, Any, None]) -> None:
        """Leave the view that is shown for another; what goes wrong in building that is told in its place."""
        self._go_on()
        if self._settled.is_set():  # one has come here from another view
            ui.run_javascript(f"({CLOSE_DRAWER})()")
        try:
            await showing
        except ChatError as error:
            self.client.status_code = error.status
            self.set_title(error.title)
            show_error(error)
        except Exception:
            log.exception("a page could not be built")
            self.client.status_code = ChatError.status
            self.set_title(ChatError.title)
            show_error(ChatError(FAILURE))
        finally:
            self._settled.set()

    def lose_view(self) -> None:
        """Let go of the view that was left for an address that leads nowhere."""
        self._go_on()
        self.set_title(NotFound.title)
        self._settled.set()

    def _go_on(self) -> None:
        """Leave the view for the one at the page's new address."""
        self.leave_view()
        for watch in self._path_watchers:
            watch(self.path)

    def _connection_changed(self) -> None:
        for watch in self._watchers:
            watch()

    async def _check_session(self) -> None:
        """Ask the database on every (re)connection and when the session is to expire: its end may have gone unheard."""
        try:
            seconds = await self.chat.sessions.seconds_left(self._visit)
        except Unavailable:
            seconds = RETRY_CHECK
        if seconds is None:
            self._end()
        elif not self.client.is_deleted:
            self._forget_check()
            loop = asyncio.get_running_loop()
            self._next_check = loop.call_later(max(1, seconds), lambda: self.run(self._check_session()))

    def _forget_check(self) -> None:
        if self._next_check is not None:
            self._next_check.cancel()

    def _on_own_event(self, event: Event) -> None:
        if isinstance(event, SessionEnded) and event.session_id == self._visit.session_id:
            self._end()
        elif isinstance(event, AccountChanged):
            self.run(self._refresh_actor())

    async def _refresh_actor(self) -> None:
        """Learn who the person is now. One at a time: of two changes, what the later one brought stays."""
        async with self._one_refresh:
            async with self.chat.reading() as session:
                actor = actor_of(await active_account(session, self.actor))
            self._visit = replace(self._visit, actor=actor)
        for watch in list(self._actor_watchers):
            watch()

    def _end(self) -> None:
        self._is_signed_in = False
        self.activity.end()
        self.leave_view()
        self.client.open("/login")


View = Callable[..., Awaitable[None]]  # what fills the shell's middle, called with the shell and what the address says


def view(builder: Callable[Concatenate[Shell, P], Coroutine[Any, Any, None]]) -> View:
    """Make a view of the shell, the same for all pages: what goes wrong in it is shown in its place."""

    @wraps(builder)
    async def show(shell: Shell, *args: P.args, **kwargs: P.kwargs) -> None:
        await shell.show_view(builder(shell, *args, **kwargs))

    return show


class _Views(SubPages):
    """The middle of the shell, with our own words for an address that leads nowhere."""

    def __init__(self, shell: Shell, views: dict[str, View]) -> None:
        self._shell = shell
        super().__init__(views, data={"shell": shell})  # which the address cannot name: data comes first

    def _render_404(self) -> None:
        self._shell.lose_view()
        show_error(NotFound())
