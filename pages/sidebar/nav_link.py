"""Links from the sidebar to views that are no rooms."""

from html import escape

from chatapp.web import urls
from pages.components import icons
from pages.components.elements import Markup, markup
from pages.shell.shell import Shell


def nav_link(
    shell: Shell, path: str, icon_name: str, label: str, *, has_pages_below: bool = False, classes: str = ""
) -> Markup:
    """Show a link to a view of the shell, marked while that is shown.

    ``has_pages_below``: it is marked at addresses below ``path``, too.
    """

    def current(shown: str) -> str:
        is_there = urls.is_within(shown, path) if has_pages_below else shown == path
        return "page" if is_there else "false"

    def mark(shown: str) -> None:
        row.set({"aria-current": current(shown)})

    inside = f'<span>{icons.svg(icon_name)}</span><bdi class="clip">{escape(label)}</bdi>'
    row = markup(inside, f"row {classes}", "a", href=path, title=label, aria_current=current(shell.path))
    shell.on_path_change(mark)
    return row
