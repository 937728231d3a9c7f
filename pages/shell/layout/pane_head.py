"""The head of a view: the button that opens the sidebar on narrow screens, and what the view is called."""

from nicegui import ui

from pages.components.elements import box, text
from pages.shell.layout.page_layout import menu_button


def pane_head(title: str, *, is_name: bool = False) -> ui.element:
    """Lay out a head; what can be done with all of the view is added within ``with``.

    ``is_name``: somebody has chosen the title, so it may be too long: it is cut, and shown as a whole under the mouse.
    """
    with box("pane-head") as head:
        menu_button()
        with box("titles"):
            heading = text("h1", title, "clip" if is_name else "")
            if is_name:
                heading.props["title"] = title
    return head
