"""An unread room on Home: its name, how much is unread, its last words, and a button that marks it read."""

from html import escape

from chatapp.messages import MessagePreview
from chatapp.messages.markup import Pictures
from chatapp.presence import PresenceState
from chatapp.rooms import RoomView
from chatapp.web import urls
from pages.components.elements import avatar_html
from pages.components.faces import faces_html
from pages.components.local_time import local_time
from pages.components.place_names import place_of
from pages.components.room_labels import hue_style, tile_html
from pages.components.words import words_html
from pages.shell.page_state.unread import UnreadRoom

MAX_COUNT = 99
ADDED = '<p class="muted">You were added to this room.</p>'


def card_html(unread: UnreadRoom, previews: list[MessagePreview], pictures: Pictures) -> str:
    """Return the HTML of a room's card. ``pictures``: of custom emoji."""
    room = unread.room
    place = place_of(room) if room.is_thread else room.name
    count = f"{MAX_COUNT}+" if unread.count > MAX_COUNT else str(unread.count)
    label = f"Mark {escape(place)} read"
    return (
        f'<li class="unread-card" style="{hue_style(room.hue)}"><div class="unread-head">{_mark(room)}'
        f'<h2><a href="{urls.room(room.uuid)}"><bdi>{words_html(place, pictures)}</bdi></a></h2>'
        f'<span class="unread-count" title="{unread.count:,} unread">{count}</span>'
        f'<button class="button quiet" type="button" data-act="{room.uuid}" aria-label="{label}">Mark read</button>'
        f"</div>{''.join(_preview(one, pictures) for one in previews) or ADDED * room.is_unseen}</li>"
    )


def _mark(room: RoomView) -> str:
    if not room.is_direct:
        return tile_html(room, "m")
    if room.partner is None:
        return faces_html(room, PresenceState.OFFLINE, "s")
    return avatar_html(room.partner.uuid, room.partner.name, "m", room.partner.avatar)


def _preview(message: MessagePreview, pictures: Pictures) -> str:
    face = avatar_html(message.author_uuid, message.author_name, "s", message.author_avatar)
    words = words_html(message.words, pictures)
    return (
        f'<div class="preview">{face}<p><bdi class="who">{escape(message.author_name)}</bdi> '
        f'{local_time(message.created_at)} <span class="words" dir="auto">{words}</span></p></div>'
    )
