"""The banner that every page shows while the database accepts no writes. The page goes on, and keeps what is typed."""

from nicegui import Client, ui

from chatapp.bootstrap import Chat
from chatapp.events import SAVING_TOPIC, Event
from pages.components.elements import text

MESSAGE = "Chatapp can't save right now. Your messages will be sent when it can."


class Banner:
    """One page's banner: the first element of the current container, there only while it is needed."""

    def __init__(self, chat: Chat, client: Client) -> None:
        self._database = chat.database
        self._container = ui.context.slot.parent
        self._element: ui.element | None = None
        client.on_delete(chat.broker.subscribe(SAVING_TOPIC, self._changed))
        self.refresh()

    def refresh(self) -> None:
        """Show or remove the banner, depending on the database's state."""
        if self._database.can_save:
            if self._element is not None:
                self._element.delete()
                self._element = None
        elif self._element is None and not self._container.is_deleted:
            with self._container:
                self._element = text("p", MESSAGE, "banner")
            self._element.props["role"] = "alert"
            self._element.move(target_index=0)

    def _changed(self, _: Event) -> None:
        self.refresh()
