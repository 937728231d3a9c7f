"""The view that a page shows in the middle of the shell, and what ends when the person leaves it."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from nicegui import Client, ui

from chatapp.errors import ChatError, NotFound
from chatapp.timers import LeanEvent
from pages import nicegui_patches
from pages.browser.calls import call
from pages.shell.errors import PAGE_NOT_FOUND, as_chat_error, show_error, title_of
from pages.shell.layout.title import PageTitle

AT_MOST = 1.5  # seconds that the old view is kept for a new one; then that is shown as far as it is built

log = structlog.get_logger(__name__)


class CurrentView:
    """One page's current view. Subscriptions, dialogs and timers of a view are registered here, and end with it."""

    def __init__(self, client: Client, title: PageTitle) -> None:
        self._client = client
        self._title = title
        self._closers: list[Callable[[], None]] = []
        self._connection_watchers: list[Callable[[], None]] = []
        self._path_watchers: list[Callable[[str], None]] = []
        self._old: dict[ui.element, ui.element] = {}  # of views that have been left, and are still shown → where
        self._changes = 0  # how often a view was left
        self._patience: asyncio.TimerHandle | None = None
        self.is_built = LeanEvent()  # set when the first view is whole
        client.on_connect(self._connection_changed)
        client.on_disconnect(self._connection_changed)
        client.on_delete(self._close)

    @property
    def path(self) -> str:
        """The path of the address that the browser shows."""
        return urlsplit(self._client.sub_pages_router.current_path).path

    def set_path(self, path: str) -> None:
        """Note that the browser now shows the same view at another address; a query stays."""
        router = self._client.sub_pages_router
        router.current_path = urlsplit(router.current_path)._replace(path=path).geturl()

    def lead_to(self, path: str) -> None:
        """Note that the address leads to another one, whose view is shown."""
        self.set_path(path)
        for watch in self._path_watchers:
            watch(path)

    def set_query(self, values: Mapping[str, str]) -> None:
        """Note that the browser now shows the same view with this query in its address."""
        router = self._client.sub_pages_router
        router.current_path = urlsplit(router.current_path)._replace(query=urlencode(values)).geturl()

    def on_leaving(self, close: Callable[[], None]) -> None:
        """Call ``close`` when the person leaves this view or the page goes."""
        self._closers.append(close)

    def on_connection_change(self, watch: Callable[[], None]) -> None:
        """Call ``watch`` when the page's connection comes or goes, until the person leaves this view."""
        self._connection_watchers.append(watch)

    def on_path_change(self, watch: Callable[[str], None]) -> None:
        """Call ``watch`` with the new path whenever another view is shown, as long as the page lives."""
        self._path_watchers.append(watch)

    def leave(self) -> None:
        """Release what the view has registered."""
        closers, self._closers, self._connection_watchers = self._closers, [], []
        for close in closers:
            close()

    def _close(self) -> None:
        """The page goes: its parts, which watch the path and hold the shell, would keep each other."""
        self.leave()
        self._path_watchers = []
        self._old = {}

    def set_aside(self, router: ui.element) -> bool:
        """Keep what a router shows until the next view is whole; returns false if that cannot be."""
        if not self.is_built.is_set() or not nicegui_patches.hold(self._client):
            return False
        self._changes += 1
        self._old.update(dict.fromkeys(router.default_slot.children, router))
        if self._patience is None:
            self._patience = asyncio.get_running_loop().call_later(AT_MOST, self._swap)
        return True

    def _swap(self) -> None:
        """Show the new view instead of the old ones, in one update of the page."""
        old, self._old = self._old, {}
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        if self._client.is_deleted:
            return
        for element, router in old.items():
            if not element.is_deleted:
                router.remove(element)
        nicegui_patches.release(self._client)

    async def refresh(self) -> None:
        """Build the view again, as if the person had just come to it."""
        with self._client:
            await self._client.sub_pages_router.refresh()

    async def show(self, building: Coroutine[Any, Any, None]) -> None:
        """Leave this view for another one; an error in building that one is shown in its place."""
        change = self._changes
        self._move_on()
        if self.is_built.is_set():  # the person has come here from another view
            ui.run_javascript(call("layout.closeDrawer"))
        try:
            await building
        except Exception as error:
            if not isinstance(error, ChatError):
                log.exception("page could not be built")
            shown = as_chat_error(error)
            self._client.status_code = shown.status
            self._title.set_name(title_of(shown))
            show_error(shown)
        finally:
            if change == self._changes:  # otherwise the person has gone on before this view was whole
                self._swap()
            self.is_built.set()

    def show_not_found(self) -> None:
        """Leave this view for an address that leads nowhere."""
        self._move_on()
        self._title.set_name(PAGE_NOT_FOUND)
        show_error(NotFound())
        self._swap()
        self.is_built.set()

    def _move_on(self) -> None:
        self.leave()
        for watch in self._path_watchers:
            watch(self.path)

    def _connection_changed(self) -> None:
        for watch in self._connection_watchers:
            watch()
