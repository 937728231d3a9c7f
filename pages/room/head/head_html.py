"""The head of a room's page as HTML: pure, so that what a page shows follows from the room alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final
from uuid import UUID

from chatapp.events import MessageView
from chatapp.presence import PresenceState
from chatapp.rooms import RoomView
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import avatar_html, bot_mark
from pages.components.faces import faces_html, names_of
from pages.components.parts import Attributes, element_html
from pages.components.presence_dot import PRESENCE_WORDS
from pages.components.room_labels import members_of, tile_html
from pages.components.search_field import query_in
from pages.people.person_row import status_html
from pages.shell.layout.page_layout import MENU_BUTTON

MORE: Final = "More actions"
SEARCH: Final = "Search in this room"
CLASSES: Final = {
    "people": "people-button",
    "pins": "pins-button",
    "save": "star square",
    "mute": "bell square",
    "details": "details-button square",
    "more": "square",
}
STAYS: Final[Mapping[str, Attributes]] = {  # of buttons
    "save": {"aria-label": "Save", "title": "Save", "innerHTML": f"<span>{icons.svg('star')}</span>"},
    "details": {"aria-label": "Details", "title": "Details", "innerHTML": f"<span>{icons.svg('panel')}</span>"},
    "more": {
        "aria-label": MORE,
        "title": MORE,
        "aria-haspopup": "menu",
        "innerHTML": f"<span>{icons.svg('dots')}</span>",
    },
}


@dataclass(frozen=True, slots=True)
class HeadView:
    """What a head shows. ``state``: of the other person in a direct chat. ``here``: people who have the room open.

    ``speakers``: who has written last; their faces are shown.
    """

    room: RoomView
    state: PresenceState
    here: int
    speakers: Iterable[MessageView]


def changing(view: HeadView) -> Mapping[str, Attributes]:
    """Return what may change while the page is open, by the names of the parts."""
    room = view.room
    pinned = f"{room.pin_count:,} pinned"
    pins = f"<span>{icons.svg('pin')}</span><span>{pinned}</span>" if room.pin_count else ""
    label = "Unmute" if room.is_muted else "Mute"
    bell = f"<span>{icons.svg('bell-off' if room.is_muted else 'bell')}</span>"
    return {
        "titles": {"innerHTML": _titles(view)},
        **({"people": people_of(view)} if room.partner is None else {}),
        "pins": {"innerHTML": pins, "aria-label": pinned},
        "save": {"aria-pressed": str(room.is_saved).lower()},
        "mute": {"innerHTML": bell, "aria-label": label, "title": label},
    }


def head_html(room: RoomView, now: Mapping[str, Attributes]) -> str:
    """Return all of it; a button tells the server its name (``head`` in `pages/room/conversation_events.py`).

    ``now``: what is `changing`.
    """
    buttons = (
        element_html(
            "button",
            {
                "class": f"button quiet {CLASSES[name]}",
                "type": "button",
                "id": opener_id(room) if name == "more" else None,
                "data-part": name,
                "data-tell": f"head {room.uuid} {name}",
                **STAYS.get(name, {}),
                **now.get(name, {}),
                **({"aria-expanded": "false"} if name == "details" else {}),
            },
        )
        for name in CLASSES
        if name in now or name in STAYS
    )
    titles = element_html("div", {"class": "room-titles", "data-part": "titles", **now["titles"]})
    return f"{MENU_BUTTON}{titles}{''.join(buttons)}"


def opener_id(room: RoomView) -> str:
    """Return the id of the button that opens the room's menu."""
    return f"more-{room.uuid}"


def _titles(view: HeadView) -> str:
    room, name = view.room, escape(view.room.name)
    if not room.is_direct:
        private = f'<span title="Private">{icons.svg("lock")}</span>' if room.is_private else ""
        about = escape(room.description)
        mark, beside = tile_html(room, "m"), f'<bdi class="description clip" title="{about}">{about}</bdi>'
    else:
        mark, private, beside = faces_html(room, view.state, "s"), "", ""
        if room.partner and room.partner.is_bot:
            beside = bot_mark(is_bot=True)
        elif room.partner:
            beside = f'<span class="presence-word" data-presence="{view.state}">{PRESENCE_WORDS[view.state]}</span>'
            beside += status_html(room.partner.status)
    heading = f'<h1 class="clip" title="{escape(names_of(room)) or name}">{name}</h1>'
    return f"{mark}{heading}{private}{beside}{_search_link(room)}"


def people_of(view: HeadView) -> Attributes:
    """Return the faces, how many members there are, and how many of them are here."""
    speakers = tuple((one.author_uuid, one.author_name, one.author_avatar) for one in view.speakers)
    return _people(members_of(view.room), view.room.member_count, view.here, speakers)


@lru_cache(maxsize=256)  # all pages of a room have the same
def _people(members: str, count: int, here: int, speakers: tuple[tuple[UUID, str, str], ...]) -> Attributes:
    words = members + (f", {here:,} here" if here > 1 else "")
    faces = "".join(avatar_html(uuid, name, "s", avatar) for uuid, name, avatar in speakers)
    shown = f"{count:,}" + (f" · {here:,} here" if here > 1 else "")
    inside = f'<span class="faces">{faces or icons.svg("people")}</span><span>{shown}</span>'
    return {"innerHTML": inside, "aria-label": words, "title": words}


def _search_link(room: RoomView) -> str:
    """Return the link to a search in the room."""
    href = escape(urls.search(f"{query_in(room)} "))
    named = f'aria-label="{SEARCH}" title="{SEARCH}"'
    return f'<a class="button quiet square search-here" href="{href}" {named}><span>{icons.svg("search")}</span></a>'
