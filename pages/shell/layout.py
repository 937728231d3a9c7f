"""The frame around every page: the theme, the drawer of narrow screens, and what is shown where nothing is."""

from nicegui import ui

from chatapp.errors import ChatError, Unavailable
from pages import theme
from pages.browser import assets
from pages.components import local_time
from pages.components.elements import box, button, text

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
FAILURE = "This page could not be shown. It has been logged; please try again in a moment."
PAUSE = 5  # seconds
TRIES_AGAIN = "This page tries again by itself."
TRY_AGAIN = f"setTimeout(() => document.querySelector('.again') && location.reload(), {PAUSE}000)"
ESCAPE_CLOSES = f"(e) => {{ if (e.key === 'Escape') ({CLOSE_DRAWER})() }}"


def prepare_page() -> None:
    """Give the current page Chatapp's look and its local times."""
    ui.add_head_html(HEAD)


def show_failure(error: Exception) -> None:
    """Fill the page that stands in for one that could not be built. NiceGUI logs the error."""
    prepare_page()
    show_error(error if isinstance(error, ChatError) else ChatError(FAILURE))


def show_error(error: ChatError) -> None:
    """Say that there is nothing to see; the same for what is missing and what is forbidden.

    What will be there in a moment is looked for again, as long as one stays.
    """
    with box("pane"):
        with box("pane-head"):
            menu_button()
            text("h1", error.title)
        with box("empty"):
            text("p", str(error))
            if isinstance(error, Unavailable):
                text("p", TRIES_AGAIN, "again")
                ui.run_javascript(TRY_AGAIN)
            text("a", "Browse rooms", "button").props["href"] = "/rooms"


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
