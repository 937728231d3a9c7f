"""A page's browser tab: how much is unread, the name of the view, and the icon in its hue."""

from collections.abc import Callable

from nicegui import Client, ui

from pages.browser.calls import call


class PageTitle:
    """One page's title, such as "(3) Lobby · Acme". ``workspace``: returns its name."""

    def __init__(self, client: Client, workspace: Callable[[], str]) -> None:
        self._client = client
        self._workspace = workspace
        self.name = ""
        self._unread = 0
        self.hue: int | None = None
        self._icon: tuple[int | None, bool] = (None, False)  # that is shown: in which hue, with the dot

    def set_name(self, name: str, hue: int | None = None) -> None:
        """Name the view that is shown. ``hue``: of its room, if it is one's."""
        self.name, self.hue = name, hue
        self._show()

    def refresh(self) -> None:
        """Show the workspace's name as it is now."""
        self._show()

    def set_unread(self, count: int) -> None:
        """Put the number of unread messages in front; 0 takes it away."""
        if count != self._unread:
            self._unread = count
            self._show()

    def _show(self) -> None:
        count = f"({self._unread}) " if self._unread else ""
        with self._client:
            ui.page_title(count + " · ".join(filter(None, (self.name, self._workspace()))))
        self._show_icon()

    def _show_icon(self) -> None:
        icon = (self.hue, self._unread > 0)
        if icon != self._icon:
            self._icon = icon
            self._client.run_javascript(call("favicon.show", *icon))
