"""Ways from the sidebar to pages that are no room."""

from nicegui import ui

from pages.elements import box, icon, text
from pages.shell import Shell


def way(shell: Shell, path: str, icon_name: str, label: str, *, has_pages_below: bool = False) -> ui.element:
    """Show a link to a page of the shell, tinted while one is there; or below, if it has such pages."""
    with box("row", "a", href=path, title=label) as row:
        icon(icon_name)
        text("bdi", label, "clip")

    def mark(shown: str) -> None:
        is_there = shown == path or (has_pages_below and shown.startswith(f"{path}/"))
        row.props["aria-current"] = "page" if is_there else "false"

    mark(shell.path)
    shell.on_path_change(mark)
    return row
