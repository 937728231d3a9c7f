"""The switcher's dialog: a field and a list, which the browser fills, and the button in the sidebar that opens it."""

from nicegui import ui

from chatapp.web import urls
from pages.components import icons
from pages.components.elements import button_html

LABEL = "Search or jump to…"
HINT = "Rooms, people, messages, views, actions"


def add_switcher() -> None:
    """Add the closed dialog to the page. Call once for each."""
    ui.add_body_html(switcher_html())


def switcher_html() -> str:
    """Return the dialog. `pages/browser/search/switcher.js` knows its parts by their classes and attributes."""
    close = button_html("Close", "quiet", icon_name="close", data_close="")
    combobox = (
        'type="text" role="combobox" aria-expanded="true" aria-controls="switcher-list" aria-autocomplete="list" '
        'autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go" maxlength="200"'
    )
    return (
        f'<dialog class="switcher" aria-label="{LABEL}" data-source="{urls.SWITCHER}" data-search="{urls.SEARCH}">'
        f'<div class="switcher-head"><span>{icons.svg("search")}</span>'
        f'<input {combobox} placeholder="{HINT}" aria-label="{LABEL}">{close}</div>'
        '<div class="switcher-list" id="switcher-list" role="listbox" aria-label="Results"></div>'
        '<p class="switcher-none" hidden>Type to find rooms, people, messages, pages and actions.</p>'
        '<div class="sr" role="status"></div></dialog>'
    )
