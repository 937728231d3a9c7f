"""Whether a page is visible and its reader active, as the browser reports on connecting and on every change."""

from collections.abc import Callable
from typing import Any

from nicegui import Client

from chatapp.identity import Actor
from chatapp.presence import Presence
from pages.shell.page_state.observable import Watchers

IDLE = 5 * 60  # seconds without keyboard or pointer after which a person counts as away


class Activity:
    """One page's part in its person's presence, and whether the page is visible."""

    def __init__(self, presence: Presence, actor: Actor, client: Client) -> None:
        self._presence = presence
        self._actor = actor
        self._client = client
        self._watchers = Watchers()
        self._has_ended = False
        self.is_visible = False  # until the browser says so: a page may be opened behind others
        self.is_hidden = False  # until the browser says so
        client.on_disconnect(self._connection_changed)
        client.on_delete(self._disconnected)

    def on_visibility_change(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` when the page is shown or hidden; returns what ends it."""
        return self._watchers.add(watch)

    def end(self) -> None:
        """Take the page out of presence at once: its session has ended."""
        self._has_ended = True
        self._presence.end(self._actor, self._client.id)

    def report(self, args: Any) -> None:
        """Take in what the browser says: whether the page is visible, and its reader active."""
        if not (isinstance(args, list) and [type(part) for part in args] == [bool, bool]):
            return  # not from our script
        if self._has_ended or not self._client.has_socket_connection:
            return
        is_visible, is_active = args
        self._presence.connect(self._actor, self._client.id, is_active=is_active)
        self._set_visible(is_visible, is_hidden=not is_visible)

    def _connection_changed(self) -> None:
        if not self._client.has_socket_connection:
            self._disconnected()

    def _disconnected(self) -> None:
        self._presence.disconnect(self._actor, self._client.id)
        self._set_visible(is_visible=False, is_hidden=False)

    def _set_visible(self, is_visible: bool, *, is_hidden: bool) -> None:
        if (is_visible, is_hidden) != (self.is_visible, self.is_hidden):
            self.is_visible, self.is_hidden = is_visible, is_hidden
            self._watchers.tell()
