"""The sidebar's sections. They fold, and the browser remembers which; unread rooms show even in a folded one.

They are no headings: the page's first heading is that of its view. Which are folded is set on the document itself
before anything is drawn, so that nothing jumps.
"""

from html import escape

from pages.components import icons
from pages.components.elements import button_html, markup


class Section:
    """Rooms under a heading. ``add``: the label of the button beside it, which emits the section's key.

    ``empty``: the text in place of rooms if there are none; without it an empty section is hidden.
    """

    def __init__(self, key: str, title: str, *, add: str = "", empty: str = "") -> None:
        self._head = _head(key, title, add, empty)
        self._box = markup(self._head, "fold", data_section=key, role="group", aria_label=title)

    def write(self, rows: str) -> None:
        """Put the rows' HTML below the heading; from then on the browser changes it (`pages/browser/rows.js`)."""
        self._box.set({"innerHTML": self._head + rows})

    def release(self) -> None:
        """Let go of what the browser has."""
        self._head = ""
        self._box.release()


def _head(key: str, title: str, add: str, empty: str) -> str:
    """Return a section's heading, and the note that the theme shows if there are no rows."""
    more = button_html(add, "quiet", icon_name="plus", data_add=key) if add else ""
    note = f'<div class="sidebar-note">{escape(empty)}</div>' if empty else ""
    return (
        '<div class="fold-head"><div class="sidebar-section">'
        f'<button class="fold-toggle" type="button" aria-expanded="true" data-folds="{key}">'
        f"<span>{icons.svg('chevron')}</span><span>{escape(title)}</span></button>{more}</div>{note}</div>"
    )
