"""Drafts and scheduled messages are two tabs of one place: what is written and not sent."""

from chatapp.web import urls
from pages.components.elements import markup

TABS = ((urls.DRAFTS, "Drafts"), (urls.SCHEDULED, "Scheduled"))


def show_tabs(path: str) -> None:
    """Show the tabs, with that of ``path`` marked."""
    links = (
        f'<a href="{address}" class="tab"{" aria-current=page" if address == path else ""}>{label}</a>'
        for address, label in TABS
    )
    markup("".join(links), "tabs", "nav", aria_label="Drafts and scheduled messages")
