"""Drafts, scheduled messages and reminders are tabs of one place: what is for later."""

from chatapp.web import urls
from pages.components.elements import markup

TABS = ((urls.DRAFTS, "Drafts"), (urls.SCHEDULED, "Scheduled"), (urls.REMINDERS, "Reminders"))


def show_tabs(path: str) -> None:
    """Show the tabs, with that of ``path`` marked."""
    links = (
        f'<a href="{address}" class="tab"{" aria-current=page" if address == path else ""}>{label}</a>'
        for address, label in TABS
    )
    markup("".join(links), "tabs", "nav", aria_label="Drafts, scheduled messages and reminders")
