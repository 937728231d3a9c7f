"""What every page has: the theme, local times, and on narrow screens the drawer that holds the sidebar."""

from nicegui import ui

from pages import theme
from pages.browser import assets
from pages.components import local_time
from pages.components.elements import button

OPEN_DRAWER = """() => {
  document.body.toggleAttribute('data-drawer', true); document.querySelector('.main').inert = true;
  document.querySelector('.menu-button').setAttribute('aria-expanded', 'true');
  document.querySelector('.sidebar a').focus();
}"""
CLOSE_DRAWER = """() => {
  if (!document.body.hasAttribute('data-drawer')) return;
  document.body.removeAttribute('data-drawer'); document.querySelector('.main').inert = false;
  const opener = document.querySelector('.menu-button');
  opener?.setAttribute('aria-expanded', 'false'); opener?.focus();
}"""
HEAD = assets.style(theme.CSS) + assets.script(local_time.SCRIPT)
ESCAPE_CLOSES = f"(e) => {{ if (e.key === 'Escape') ({CLOSE_DRAWER})() }}"


def prepare_page() -> None:
    """Give the current page the theme and the script for local times."""
    ui.add_head_html(HEAD)


def menu_button() -> None:
    """Show the button that opens the sidebar on narrow screens."""
    button(
        "Open menu",
        js=OPEN_DRAWER,
        classes="quiet menu-button",
        icon_name="menu",
        is_icon_only=True,
        aria_expanded="false",
    )
