"""What was found by name: rooms, people and files, above the messages."""

from html import escape

from chatapp.presence import PresenceState
from chatapp.search import FileView, Names
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import avatar_html
from pages.components.faces import faces_html
from pages.components.file_kinds import icon_of
from pages.components.room_labels import hue_style, tile_html


def names_html(found: Names) -> str:
    """Return the HTML of all of them; nothing if nothing was found."""
    rooms = [
        _link(
            urls.room(room.uuid),
            faces_html(room, PresenceState.OFFLINE, "s") if room.is_direct else tile_html(room),
            room.name,
            "" if room.is_member else "Not joined",
            style=hue_style(room.hue),
        )
        for room in found.rooms
    ]
    people = [
        _link(urls.person(one.username), avatar_html(one.uuid, one.name, "s", one.avatar), one.name, f"@{one.username}")
        for one in found.people
    ]
    files = [_file(one) for one in found.files]
    if not (rooms or people or files):
        return ""
    links = "".join(rooms + people + files)
    return f'<section class="search-names" aria-label="Rooms, people and files">{links}</section>'


def _file(one: FileView) -> str:
    sign = f'<span class="sign">{icons.svg(icon_of(one.name))}</span>'
    return _link(urls.message(one.room_uuid, one.number), sign, one.name, one.author_name)


def _link(href: str, mark: str, name: str, note: str, style: str = "") -> str:
    about = f'<span class="note"><bdi>{escape(note)}</bdi></span>' if note else ""
    inside = f'{mark}<bdi class="name">{escape(name)}</bdi>{about}'
    return f'<a class="search-name" href="{href}" style="{style}">{inside}</a>'
