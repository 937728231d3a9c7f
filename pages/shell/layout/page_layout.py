"""What every page has: the theme, local times, and on narrow screens the drawer that holds the sidebar.

Colours are right from the first paint on: before the stylesheet is there, and before any module has run.
"""

from nicegui import ui

from chatapp.web import urls
from pages import nicegui_patches, theme
from pages.browser import assets
from pages.components import icons
from pages.components.elements import button_html, markup
from pages.shell.loading import first_paint

STYLE = assets.style(theme.CSS)
LEAN_STYLE = assets.style(f"{nicegui_patches.lean_styles(theme.CSS)}\n{theme.CSS}")
FIRST_PAINT = assets.inline("first_paint.js")
EARLY_KEYS = assets.inline("early_keys.js")
INSTALLABLE = f'<link rel="manifest" href="{urls.MANIFEST}"><link rel="apple-touch-icon" href="{urls.TOUCH_ICON}">'
ANYBODY = "system comfortable auto"  # theme, density and clock of a page before sign-in
FRAME, SHELL = assets.module("frame.js"), assets.module("shell.js")


def prepare_page(modules: str = FRAME, appearance: str = ANYBODY) -> None:
    """Give the current page the theme and the modules that every page needs, or those of the `SHELL`.

    ``appearance``: its reader's theme, density and clock, such as ``dark compact 24``.
    """
    is_lean = nicegui_patches.make_lean(ui.context.client)
    early = EARLY_KEYS if modules is SHELL else ""
    ui.add_head_html(first_head(appearance) + early + (LEAN_STYLE if is_lean else STYLE) + modules)
    ui.add_body_html(FIRST_PAINT + first_paint.TOO_OLD)


def first_head(appearance: str = ANYBODY) -> str:
    """Return what a page's head says of its colours, which are right before any style is there."""
    meta = f'<meta name="appearance" content="{appearance}"><style>{theme.FIRST_PAINT}</style>'
    return first_paint.colours(appearance.split()[0]) + meta + INSTALLABLE + FIRST_PAINT


OPEN_MENU = "Open menu"
MENU_BUTTON = button_html(OPEN_MENU, "quiet menu-button", icon_name="menu", aria_expanded="false")


def menu_button() -> None:
    """Show the button that opens the sidebar on narrow screens."""
    named = {"type": "button", "aria_label": OPEN_MENU, "title": OPEN_MENU, "aria_expanded": "false"}
    markup(f"<span>{icons.svg('menu')}</span>", "button quiet menu-button square", "button", **named)
