"""The shell that signed-in people live in: one NiceGUI page whose sidebar stays while the view in its middle changes.

| file | what it does |
|---|---|
| `shell` | what pages are given: everything below behind one object |
| `views`, `current_view` | the views, the frame around them, and what ends when one is left |
| `errors` | errors as people see them |
| `page_session`, `session`, `websocket_auth` | who is signed in: on the open page, at each request, at each websocket |
| `activity`, `banner`, `title`, `resync`, `layout` | presence, "cannot save", the tab's title, lost events, the theme |
| `unread`, `watched` | which rooms are unread; what other parts of the page hear of |
| `drafts`, `sent_drafts` | what is typed, on all of the person's devices |
| `page_events` | what the browser tells the server of the page |
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec
from uuid import UUID

from nicegui import Client

from chatapp.authentication.rate_limit import asker_of
from chatapp.authentication.sessions import Visit
from chatapp.bootstrap import Chat
from chatapp.callbacks import weakly
from chatapp.identity import Actor
from pages import nicegui_patches
from pages.browser.calls import call
from pages.components.elements import Markup
from pages.components.workspace import workspace_name
from pages.shell import errors
from pages.shell.authentication.page_session import PageSession
from pages.shell.current_view import CurrentView
from pages.shell.layout.title import PageTitle
from pages.shell.loading.first_paint import skeleton
from pages.shell.page_state.observable import LiveRooms, Observable
from pages.shell.page_state.page_visibility import Activity
from pages.shell.page_state.resync import Read, Resync
from pages.shell.page_state.sent_drafts import SentDrafts
from pages.shell.page_state.unread import UnreadRoom, UnreadRooms
from pages.shell.page_state.workspace_watch import WorkspaceWatch

P = ParamSpec("P")


class Shell:
    """One signed-in person's open page.

    ``live_rooms``: those whose newest message is in view, so that what comes is read at once.
    """

    def __init__(self, chat: Chat, visit: Visit, client: Client) -> None:
        self.chat = chat
        self.client = client
        self.live_rooms = LiveRooms()
        self.unread = UnreadRooms()
        self.draft_rooms = Observable(frozenset[UUID]())  # in which something is typed and not sent
        self.sent_drafts = SentDrafts()
        self.places: dict[
            str, Any
        ] = {}  # a room's uuid → its conversation on this page, see `pages.room.conversation_events`
        self.activity = Activity(chat.presence, visit.actor, client)
        self._session = PageSession(chat, visit, client, weakly(self._on_end))
        self._workspace = WorkspaceWatch(chat, client)
        self._title = PageTitle(client, lambda: workspace_name(chat))
        self._workspace.on_change(self._title.refresh)
        self.current_view = CurrentView(client, self._title)
        self._resync = Resync(chat, client)
        self._resync.add(self._session.refresh_actor)
        self._resync.add(self._workspace.refresh)
        self._on_connect = call("activity.connected")
        self._shown: list[Markup] = []
        self._reads: list[Read] = [self._session.check_first]
        client.on_connect(self._connected)

    @property
    def is_signed_in(self) -> bool:
        """Whether the session behind this page is alive, as far as is known."""
        return self._session.is_alive

    @property
    def visit(self) -> Visit:
        """The signed-in browser behind this page.

        Raises:
            Unauthenticated: its session has ended.
        """
        return self._session.visit

    @property
    def actor(self) -> Actor:
        """Who is asking.

        Raises:
            Unauthenticated: the session behind this page has ended.
        """
        return self._session.visit.actor

    def on_actor_change(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` when the person's own name, picture, address or rights have changed; returns what ends it."""
        return self._session.on_actor_change(watch)

    def on_workspace_change(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` when the workspace's name, logo or settings have changed; returns what ends it."""
        return self._workspace.on_change(watch)

    def on_leaving_view(self, close: Callable[[], None]) -> None:
        """Call ``close`` when the person leaves the current view or the page goes; at once if the session has ended."""
        if self.is_signed_in:
            self.current_view.on_leaving(close)
        else:
            close()

    def on_connection_change(self, watch: Callable[[], None]) -> None:
        """Call ``watch`` when the page's connection comes or goes, until the person leaves the current view."""
        self.current_view.on_connection_change(watch)

    def on_path_change(self, watch: Callable[[str], None]) -> None:
        """Call ``watch`` with the address's path whenever another view is shown."""
        self.current_view.on_path_change(watch)

    def on_missed(self, read: Read) -> Callable[[], None]:
        """Call ``read`` when events may have been lost, so that what is shown may be old; returns what ends it."""
        return self._resync.add(read)

    def run_on_connect(self, code: str) -> None:
        """Have the browser run this on every (re)connection; everything asked for goes out as one message."""
        self._on_connect += f"; {code}"

    def read_first(self, read: Read) -> None:
        """Have something read while the page is built, in the snapshot that its sidebar and its view are read in."""
        self._reads.append(read)

    async def read_all_first(self) -> None:
        """Read what is to be read first. Once."""
        reads, self._reads = self._reads, []
        await asyncio.gather(*(read() for read in reads))

    def release_when_shown(self, element: Markup) -> None:
        """Have an element let go of its HTML once the browser has it, which changes by parts alone, never as a whole.

        What is built while the page is connected is kept: when it is sent is not known.
        """
        if not self.client.has_socket_connection:
            self._shown.append(element)

    @property
    def path(self) -> str:
        """The path of the view that is shown."""
        return self.current_view.path

    def set_path(self, path: str) -> None:
        """Note that the browser now shows the same view at another address."""
        self.current_view.set_path(path)

    def lead_to(self, path: str) -> None:
        """Have the rest of the page take the view for that of another address, to which its own leads."""
        self.current_view.lead_to(path)

    def set_query(self, **values: str) -> None:
        """Note that the browser now shows the same view with this query in its address."""
        self.current_view.set_query(values)

    async def refresh_view(self) -> None:
        """Build the current view again, as if the person had just come to it."""
        await self.current_view.refresh()

    def set_title(self, name: str, hue: int | None = None) -> None:
        """Name the view that is shown in the browser's title; ``hue``: of its icon."""
        self._title.set_name(name, hue)

    def skeleton(self) -> str:
        """Return the HTML of what is shown until the page's scripts have run, of the view that is shown."""
        return skeleton(self._title.name, self._title.hue)

    def set_unread(self, rooms: tuple[UnreadRoom, ...], *, has_news: bool) -> None:
        """Take over which rooms are unread: their messages are counted in the title, and `unread` says which."""
        self.unread.set(rooms, has_news=has_news)
        self._title.set_unread(self.unread.total)

    def notify(self, sentence: str) -> None:
        """Show a short notification."""
        errors.notify(self.client, sentence)

    async def wait_turn(self, cost: float = 1.0) -> None:
        """Wait, if the person asks for more than people do. ``cost``: how many requests of a program it counts as.

        Raises:
            RateLimited: too much of theirs waits already.
        """
        await self.chat.throttles.requests.require(asker_of(self.actor), cost)

    def with_error_notices(self, handler: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
        """Wrap an event handler: what a service refuses is shown as a notification."""
        return errors.with_error_notices(self.client, handler)

    def run(self, job: Coroutine[Any, Any, None]) -> None:
        """Run what an event started. Its errors become notifications, unless the page or its session has ended."""
        errors.run_in_background(self.client, job)

    def _connected(self) -> None:
        shown, self._shown = self._shown, []
        for element in shown:
            element.release()
        self.client.run_javascript(self._on_connect)

    def _on_end(self) -> None:
        """The session has ended: other people see the page leave, and its view hears nothing more."""
        self.activity.end()
        self.current_view.leave()
        nicegui_patches.part(self.client)
