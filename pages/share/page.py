"""Choosing the room for what another application has shared. The server learns of it when the message is sent."""

from html import escape

from chatapp import rooms
from chatapp.presence import PresenceState
from chatapp.rooms import RoomView
from chatapp.web import urls
from pages.components.elements import box, markup, text
from pages.components.faces import faces_html, names_of
from pages.components.room_labels import hue_style, tile_html
from pages.components.search_field import search_field
from pages.shell.layout.pane_head import pane_head
from pages.shell.shell import Shell

SHARED = '<p class="shared-words" dir="auto"></p><ul class="shared-files"></ul>'  # `sharing.js` fills it
NOTHING = "Nothing was shared, or it was shared more than an hour ago. Go back to the other app and share it again."
NO_ROOM = "No room matches. Try another name."


class RoomChoice:
    """One page's list of the person's rooms, filtered as they type."""

    def __init__(self, shell: Shell, found: list[RoomView]) -> None:
        self._found = found
        shell.set_title("Share")
        with box("pane"):
            pane_head("Share")
            with box("pane-body share", tabindex="0", role="region", aria_label="Share"):
                markup(SHARED, tag="shared-item", role="group", aria_label="What's shared")
                text("p", NOTHING, "share-nothing muted")
                with box("share-where"):
                    text("h2", "Choose a room")
                    search_field(shell, "Search your rooms", self._search)
                    self._list = markup(_list(found), "share-rooms", "ul", aria_label="Your rooms")

    async def _search(self, typed: str) -> None:
        words = typed.casefold().split()
        fitting = [room for room in self._found if all(word in _sought(room) for word in words)]
        self._list.set({"innerHTML": _list(fitting)})


def _sought(room: RoomView) -> str:
    return f"{room.name} {names_of(room)}".casefold()


def _list(found: list[RoomView]) -> str:
    return "".join(map(_row, found)) or f'<li class="muted">{NO_ROOM}</li>'


def _row(room: RoomView) -> str:
    mark = faces_html(room, PresenceState.OFFLINE, "s") if room.is_direct else tile_html(room, "m")
    name = escape(names_of(room) or room.name)
    return (
        f'<li style="{hue_style(room.hue)}"><a class="row" href="{urls.room(room.uuid)}" data-share-to="{room.uuid}">'
        f'{mark}<bdi class="clip">{name}</bdi></a></li>'
    )


async def show(shell: Shell) -> None:
    """Show what is shared, and the rooms that it can go to."""
    async with shell.chat.reading() as session:
        found = await rooms.reachable(session, actor=shell.actor)
    RoomChoice(shell, [room for room in found if room.is_member])
