"""The sidebar's sections. They fold, and the browser remembers which; unread rooms show even in a folded one.

They are no headings: the page's first heading is that of its view. Which are folded is set on the document itself
before anything is drawn, so that nothing jumps.
"""

from functools import cache
from html import escape

from pages.components import icons
from pages.components.elements import button_html


class Section:
    """Rooms under a heading. ``add``: the label of the button beside it, which tells the server the section's key.

    ``empty``: the text in place of rooms if there are none; without it an empty section is hidden.
    """

    def __init__(self, key: str, title: str, *, add: str = "", empty: str = "") -> None:
        self._start = f'<div class="fold" data-section="{key}" role="group" aria-label="{escape(title)}">'
        self._start += _head(key, title, add, empty)
        self._rows = ""

    def write(self, rows: str) -> None:
        """Note the rows' HTML, which goes below the heading."""
        self._rows = rows

    def take(self) -> str:
        """Return it as HTML, once: from then on the browser changes it (`pages/browser/shell/rows.js`)."""
        html = f"{self._start}{self._rows}</div>"
        self._start = self._rows = ""
        return html


@cache
def _head(key: str, title: str, add: str, empty: str) -> str:
    """Return a section's heading, and the note that the theme shows if there are no rows."""
    more = button_html(add, "quiet", icon_name="plus", data_tell=f"add {key}") if add else ""
    note = f'<div class="sidebar-note">{escape(empty)}</div>' if empty else ""
    return (
        '<div class="fold-head"><div class="sidebar-section">'
        f'<button class="fold-toggle" type="button" aria-expanded="true" data-folds="{key}">'
        f"<span>{icons.svg('chevron')}</span><span>{escape(title)}</span></button>{more}</div>{note}</div>"
    )
