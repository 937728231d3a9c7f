"""Links from the sidebar to views that are no rooms."""

from html import escape

from chatapp.web import urls
from pages.components import icons
from pages.components.elements import markup
from pages.components.unread_count import count_html
from pages.shell.shell import Shell


class NavLink:
    """A link to a view of the shell, marked while that is shown.

    ``has_pages_below``: it is marked at addresses below ``path``, too. ``kind``: of its count, as in `count_html`.
    ``counts_unread``: the browser shows there how many messages are unread in all rooms (`pages/browser/unread.js`).
    """

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
        self._path, self._icon, self._label, self._kind = path, icon_name, label, kind
        self._has_pages_below = has_pages_below
        props = {"aria_current": self._current(shell.path), "href": path}
        if counts_unread:
            props["data_counts"] = label
        self._row = markup(self._html(0), "row nav-row", "a", **props)
        shell.on_path_change(self._mark)

    def show_unread(self, count: int) -> None:
        """Show how many messages are unread there; 0 shows nothing."""
        label = f"{self._label}, {count} unread" if count else self._label
        props = {"data-kind": "unread" if count else "", "aria-label": label}
        self._row.set({"innerHTML": self._html(count), **props})

    def show_count(self, count: int) -> None:
        """Show how many there are, which calls for nothing; 0 shows nothing."""
        label = f"{self._label}, {count}" if count else self._label
        shown = f'<span class="quiet-count" aria-hidden="true">{count}</span>' * (count > 0)
        self._row.set({"innerHTML": self._html(0) + shown, "aria-label": label})

    def _html(self, count: int) -> str:
        name = f'<bdi class="name">{escape(self._label)}</bdi>'
        return f'<span class="sign">{icons.svg(self._icon)}</span>{name}{count_html(count, self._kind)}'

    def _current(self, shown: str) -> str:
        is_there = urls.is_within(shown, self._path) if self._has_pages_below else shown == self._path
        return "page" if is_there else "false"

    def _mark(self, shown: str) -> None:
        self._row.set({"aria-current": self._current(shown)})
