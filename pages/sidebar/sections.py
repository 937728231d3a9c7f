"""The sidebar's sections. They fold, and the browser remembers which; unread rooms show even in a folded one.

They are no headings: the page's first heading is that of its view. Which are folded is set on the document itself
before anything is drawn, so that nothing jumps.
"""

from html import escape

from pages.components import icons
from pages.components.elements import box, button_html, markup
from pages.sidebar.room_row import RoomRow


class Section:
    """Rooms under a heading. ``add``: the label of the button beside it, which emits the section's key.

    ``empty``: the text in place of rooms if there are none; without it an empty section is hidden.
    """

    def __init__(self, key: str, title: str, *, add: str = "", empty: str = "") -> None:
        with box("fold", data_section=key, role="group", aria_label=title) as self.box:
            markup(_head(key, title, add, empty))

    def arrange(self, rows: list[RoomRow]) -> None:
        """Show exactly these rows, in this order; a row may come from another section."""
        for index, row in enumerate(rows, start=1):  # below the heading
            row.move_to(self.box, index)


def _head(key: str, title: str, add: str, empty: str) -> str:
    """Return a section's heading, and the note that the theme shows if there are no rows."""
    more = button_html(add, "quiet", icon_name="plus", data_add=key) if add else ""
    note = f'<div class="sidebar-note">{escape(empty)}</div>' if empty else ""
    return (
        '<div class="sidebar-section">'
        f'<button class="fold-toggle" type="button" aria-expanded="true" data-folds="{key}">'
        f"<span>{icons.svg('chevron')}</span><span>{escape(title)}</span></button>{more}</div>{note}"
    )
