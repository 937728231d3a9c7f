"""Ways from the sidebar to pages that are no room."""

from html import escape

from pages.components import icons
from pages.components.elements import Markup, markup
from pages.shell.shell import Shell


def nav_link(
    shell: Shell, path: str, icon_name: str, label: str, *, has_pages_below: bool = False, classes: str = ""
) -> Markup:
    """Show a link to a page of the shell, tinted while one is there; or below, if it has such pages."""

    def current(shown: str) -> str:
        is_there = shown == path or (has_pages_below and shown.startswith(f"{path}/"))
        return "page" if is_there else "false"

    def mark(shown: str) -> None:
        row.set({"aria-current": current(shown)})

    inside = f'<span>{icons.svg(icon_name)}</span><bdi class="clip">{escape(label)}</bdi>'
    row = markup(inside, f"row {classes}", "a", href=path, title=label, aria_current=current(shell.path))
    shell.on_path_change(mark)
    return row
