"""Links from the sidebar to views that are no rooms, and which of them leads to the view that is shown."""

from html import escape

from chatapp.web import urls
from pages.browser.calls import call
from pages.components import icons
from pages.components.parts import Attributes, Part, element_html
from pages.components.unread_count import count_html
from pages.shell.shell import Shell


class NavLink:
    """A link to a view of the shell.

    ``has_pages_below``: it is marked at addresses below ``path``, too. ``kind``: of its count, as in `count_html`.
    ``counts_unread``: the browser shows there how many messages are unread in all rooms (`unread.js`).
    """

    __slots__ = ("_count", "_icon", "_is_quiet", "_kind", "_label", "_part", "counts_unread", "has_pages_below", "path")

    def __init__(
        self,
        shell: Shell,
        path: str,
        icon_name: str,
        label: str,
        *,
        has_pages_below: bool = False,
        kind: str = "",
        counts_unread: bool = False,
    ) -> None:
        self.path, self.has_pages_below, self.counts_unread = path, has_pages_below, counts_unread
        self._icon, self._label, self._kind = icon_name, label, kind
        self._count, self._is_quiet = 0, False
        self._part = Part(shell.client, f"nav-{icon_name}", is_written=False)

    def html(self, shown: str) -> str:
        """Return it as HTML for the page that is being built. ``shown``: the path of its view."""
        shows = self._shows
        self._part.know(shows)
        stays: Attributes = {
            "class": "row nav-row",
            "href": self.path,
            "data-part": f"nav-{self._icon}",
            "data-counts": self._label if self.counts_unread else None,
            "aria-current": "page" if self.leads_to(shown) else "false",
        }
        return element_html("a", {**stays, **shows})

    def leads_to(self, shown: str) -> bool:
        """Say whether it is marked while this path is shown."""
        return urls.is_within(shown, self.path) if self.has_pages_below else shown == self.path

    def show_unread(self, count: int) -> None:
        """Show how many messages are unread there; 0 shows nothing."""
        self._count = count
        self._part.set(self._shows)

    def show_count(self, count: int) -> None:
        """Show how many there are, which calls for nothing; 0 shows nothing."""
        self._count, self._is_quiet = count, True
        self._part.set(self._shows)

    @property
    def _shows(self) -> Attributes:
        sign = f'<span class="sign">{icons.svg(self._icon)}</span><bdi class="name">{escape(self._label)}</bdi>'
        if self._is_quiet:
            label = f"{self._label}, {self._count}" if self._count else self._label
            shown = f'<span class="quiet-count" aria-hidden="true">{self._count}</span>' * (self._count > 0)
            return {"innerHTML": f"{sign}{shown}", "aria-label": label}
        label = f"{self._label}, {self._count} unread" if self._count else self._label
        shown = count_html(self._count, self._kind)
        return {
            "innerHTML": f"{sign}{shown}",
            "aria-label": label if self._count else None,
            "data-kind": "unread" if self._count else "",
        }


class CurrentLink:
    """Has the browser mark the links of the sidebar that lead to the view that is shown, whenever another one is."""

    __slots__ = ("_links", "_shell", "_told")

    def __init__(self, shell: Shell, links: tuple[NavLink, ...]) -> None:
        self._shell, self._links = shell, links
        self._told = self._paths(shell.path)
        shell.on_path_change(self._mark)

    def _paths(self, shown: str) -> list[str]:
        paths = [link.path for link in self._links if link.leads_to(shown)]
        return [*paths, urls.SETTINGS] if urls.is_within(shown, urls.SETTINGS) else paths

    def _mark(self, shown: str) -> None:
        if (paths := self._paths(shown)) != self._told:
            self._told = paths
            self._shell.client.run_javascript(call("sidebar.mark", paths))
