"""The workspace as an open page shows it: read again when its name, logo or settings change."""

from collections.abc import Callable

from nicegui import Client

from chatapp.bootstrap import Chat
from chatapp.events import WORKSPACE_TOPIC, Event
from pages.shell.errors import run_in_background
from pages.shell.page_state.observable import Watchers


class WorkspaceWatch:
    """Tells the parts of one page that the workspace has changed."""

    def __init__(self, chat: Chat, client: Client) -> None:
        self._chat = chat
        self._client = client
        self._watchers = Watchers()
        client.on_delete(chat.broker.subscribe(WORKSPACE_TOPIC, self._on_event))

    def on_change(self, watch: Callable[[], None]) -> Callable[[], None]:
        """Call ``watch`` after each change; returns what ends it."""
        return self._watchers.add(watch)

    async def refresh(self) -> None:
        """Read the workspace again."""
        await self._chat.workspace.get()
        self._watchers.tell()

    def _on_event(self, _: Event) -> None:
        run_in_background(self._client, self.refresh())
