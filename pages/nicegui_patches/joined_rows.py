"""An element that becomes one string of its children's HTML, which the browser makes of what it has.

Otherwise each message would be sent to each page twice, as a row of its own and in the fifty that its chunk becomes:
half of all bytes, and 6 % of what a post over a websocket takes (decision 74). The browser does so while it takes in
an update (`page.html`, `pages/browser/shell/joined_rows.js`). Fallback: without our template the string is sent.
"""

from typing import Any

from pages.nicegui_patches import lean_page


def is_known() -> bool:
    """Say whether pages can do so."""
    return lean_page.is_installed()


def joined(ids: range) -> dict[str, Any]:
    """Return the description of an element in place of these, whose HTML it has in their order.

    It has to come before they are removed. Not read aloud: its text is not new.
    """
    return {"tag": "div", "props": {"aria-live": "off"}, "joined": [ids[0], ids[-1]]}
