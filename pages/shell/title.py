"""The title of a page's browser tab: how much is unread, and the name of the view."""

from nicegui import Client, ui


class PageTitle:
    """One page's title, such as "(3) Lobby · Chatapp"."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._name = ""
        self._unread = 0

    def set_name(self, name: str) -> None:
        """Name the view that is shown."""
        self._name = name
        self._show()

    def set_unread(self, count: int) -> None:
        """Put the number of unread messages in front; 0 takes it away."""
        if count != self._unread:
            self._unread = count
            self._show()

    def _show(self) -> None:
        count = f"({self._unread}) " if self._unread else ""
        with self._client:
            ui.page_title(count + (f"{self._name} · Chatapp" if self._name else "Chatapp"))
