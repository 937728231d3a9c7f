"""What was found by name: rooms, people and files, above the messages."""

from html import escape

from chatapp.accounts.directory import PersonView
from chatapp.presence import PresenceState
from chatapp.rooms import RoomView
from chatapp.search import FileView, Names
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import avatar_html
from pages.components.faces import faces_html
from pages.components.file_kinds import icon_of
from pages.components.room_labels import hue_style, tile_html


def names_html(found: Names) -> str:
    """Return the HTML of all of them; nothing if nothing was found."""
    chats = {room.partner.uuid: room for room in found.rooms if room.partner}
    known = {one.uuid for one in found.people}
    rooms = [_room(room) for room in found.rooms if room.partner is None or room.partner.uuid not in known]
    people = [_person(one, chats.get(one.uuid)) for one in found.people]
    files = [_file(one) for one in found.files]
    if not (rooms or people or files):
        return ""
    links = "".join(rooms + people + files)
    return f'<section class="search-names" aria-label="Rooms, people and files">{links}</section>'


def _room(room: RoomView) -> str:
    mark = faces_html(room, PresenceState.OFFLINE, "s") if room.is_direct else tile_html(room)
    note = "" if room.is_member else "Not joined"
    return _link(urls.room(room.uuid), mark, room.name, note, style=hue_style(room.hue))


def _person(one: PersonView, chat: RoomView | None) -> str:
    """Return the link to a person, and under it the way to the chat with them: `searches.js` opens one if need be."""
    face = avatar_html(one.uuid, one.name, "s", one.avatar)
    about = f'aria-label="Direct message with {escape(one.name)}"'
    write = (
        f'<a class="write" href="{urls.room(chat.uuid)}" {about}>Direct message</a>'
        if chat
        else f'<button class="write" type="button" data-direct="{one.uuid}" {about}>Direct message</button>'
    )
    link = _link(urls.person(one.username), face, one.name, f"@{one.username}")
    return f'<div class="search-person">{link}{write}</div>'


def _file(one: FileView) -> str:
    sign = f'<span class="sign">{icons.svg(icon_of(one.name))}</span>'
    return _link(urls.message(one.room_uuid, one.number), sign, one.name, one.author_name)


def _link(href: str, mark: str, name: str, note: str, style: str = "") -> str:
    about = f'<span class="note"><bdi>{escape(note)}</bdi></span>' if note else ""
    inside = f'{mark}<bdi class="name">{escape(name)}</bdi>{about}'
    return f'<a class="search-name" href="{href}" style="{style}">{inside}</a>'
