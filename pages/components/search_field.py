"""Searching as people type: the field, and the pause after which a text is searched for."""

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from chatapp.rooms import RoomView
from pages.components.elements import box, icon
from pages.components.page_frame import PageFrame, refresh_if_gone

LIMIT = 200  # characters
QUOTES = '"“”„'  # which a name in a query cannot have

Search = Callable[[str], Awaitable[None]]


def query_in(room: RoomView) -> str:
    """Return what a query says to be about one room, as people would write it where that is possible."""
    if room.partner is not None:
        return f"in:@{room.partner.username}"
    if room.is_direct or any(sign in QUOTES for sign in room.name):
        return f"in:{room.uuid}"
    return f'in:"{room.name}"' if " " in room.name else f"in:{room.name}"


def search_field(frame: PageFrame, label: str, on_search: Search) -> None:
    """Show a search field. ``label``: its placeholder and name; ``on_search``: see `on_typing`."""
    with box("search", "label"):
        icon("search")
        field = box("", "input", type="search", placeholder=label, aria_label=label)
        field.props["autocomplete"] = "off"
        on_typing(frame, field, on_search)


def on_typing(frame: PageFrame, field: ui.element, on_search: Search) -> None:
    """Call ``on_search`` with what an input holds, at most 200 characters, when the person pauses typing."""

    async def typed(event: events.GenericEventArguments) -> None:
        await on_search(event.args[:LIMIT] if isinstance(event.args, str) else "")

    on_input = frame.with_error_notices(refresh_if_gone(frame, typed))
    field.on("input", on_input, js_handler="(e) => chatapp.forms.typed(e, emit)")
