"""What every page has: the theme, local times, and on narrow screens the drawer that holds the sidebar."""

from nicegui import ui

from pages import theme
from pages.browser import assets
from pages.components.elements import button

STYLE = assets.style(theme.CSS)
FRAME, SHELL = assets.module("frame.js"), assets.module("shell.js")


def prepare_page(modules: str = FRAME) -> None:
    """Give the current page the theme and the modules that every page needs, or those of the `SHELL`."""
    ui.add_head_html(STYLE + modules)


def menu_button() -> None:
    """Show the button that opens the sidebar on narrow screens."""
    button(
        "Open menu",
        js="() => chatapp.layout.openDrawer()",
        classes="quiet menu-button",
        icon_name="menu",
        is_icon_only=True,
        aria_expanded="false",
    )
