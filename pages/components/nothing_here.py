"""What a list shows while there is nothing in it."""

from nicegui import ui

from pages.components.elements import box, icon, text


def nothing_here(sign: str, title: str, hint: str) -> ui.element:
    """Say that there is nothing, and how something comes to be there. ``sign``: the name of an icon."""
    with box("empty caught-up") as empty:
        icon(sign)
        text("h2", title)
        text("p", hint)
    return empty
