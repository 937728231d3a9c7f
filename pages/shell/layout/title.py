"""A page's browser tab: the name of the view, and the icon in its hue. How much is unread the browser puts in front."""

from collections.abc import Callable

from nicegui import Client

from pages.browser.calls import call


class PageTitle:
    """One page's title, such as "(3) Lobby · Acme". ``workspace``: returns its name."""

    def __init__(self, client: Client, workspace: Callable[[], str]) -> None:
        self._client = client
        self._workspace = workspace
        self.name = ""
        self._unread = 0
        self.hue: int | None = None
        self._shown: tuple[str, int | None] = ("", None)

    def set_name(self, name: str, hue: int | None = None) -> None:
        """Name the view that is shown. ``hue``: of its room, if it is one's."""
        self.name, self.hue = name, hue
        self.refresh()

    def refresh(self) -> None:
        """Show the workspace's name as it is now."""
        words = " · ".join(filter(None, (self.name, self._workspace())))
        if (words, self.hue) != self._shown:
            self._shown = words, self.hue
            self._client.run_javascript(call("unread.view", words, self.hue))
        self._put_into_html()

    def set_unread(self, count: int) -> None:
        """Put the number of unread messages in front in the page's HTML; from then on the browser counts."""
        self._unread = count
        self._put_into_html()

    def _put_into_html(self) -> None:
        self._client.title = (f"({self._unread}) " if self._unread else "") + self._shown[0]
