"""A room's row in the sidebar as HTML: its tile or its partner's face, its name, and how much of it is unread.

A thread's row stands under its room's. A hollow dot says that there is news in threads that one doesn't follow.
"""

from dataclasses import dataclass
from html import escape

from chatapp.messages.markup import NO_PICTURES, Pictures
from chatapp.presence import PresenceState
from chatapp.rooms import RoomView
from chatapp.web import urls
from pages.components import icons
from pages.components.faces import faces_html
from pages.components.place_names import place_of
from pages.components.presence_dot import PRESENCE_WORDS
from pages.components.room_labels import hue_style, tile_html
from pages.components.unread_count import count_html
from pages.components.words import words_html
from pages.people.person_row import status_emoji_html

NEWS = "new replies in threads"


@dataclass(frozen=True, slots=True)
class RowView:
    """What a row shows. ``state``: the presence of the one partner of a direct chat.

    ``count``: unread messages; ``mentions``: those that mention the person; ``red_count``: what else concerns them.
    ``has_news``: in threads of the room that the person doesn't follow.
    """

    room: RoomView
    state: PresenceState
    is_current: bool
    count: int
    mentions: int
    red_count: int
    has_news: bool = False


def room_row_html(view: RowView, pictures: Pictures = NO_PICTURES) -> str:
    """Return a row's HTML. Its id is what `pages/browser/shell/rows.js` knows it by. ``pictures``: of custom emoji."""
    room = view.room
    name, words = place_of(room), _words(view)
    label = ", ".join((name, *words))
    title = " · ".join((name, *(word for word in words if not word.startswith(f"{view.count} unread"))))
    kind = "unread" if view.count else "muted" if room.is_muted else ""
    thread = f' data-thread="{room.uuid}"' * room.is_thread
    return (
        f'<a class="row room-row" id="{row_id(room)}" href="{urls.room(room.uuid)}"{thread}'
        f' style="{hue_style(room.hue)}"'
        f' aria-current="{"page" if view.is_current else "false"}" data-kind="{kind}" data-unread="{view.count or ""}"'
        f' aria-label="{escape(label)}" title="{escape(title)}">{_inside(view, pictures)}</a>'
    )


def row_id(room: RoomView) -> str:
    """Return the id of a room's row."""
    return f"row-{room.uuid}"


def mention_words(count: int) -> str:
    """Return in words how many unread messages mention the person."""
    return "1 mention" if count == 1 else f"{count} mentions"


def _words(view: RowView) -> list[str]:
    """Return in words what the row shows by colours and icons."""
    partner = view.room.partner
    is_bot = partner is not None and partner.is_bot
    words = ["bot"] * is_bot or [PRESENCE_WORDS[view.state]] if partner else ["private"] * view.room.is_private
    if partner and partner.status:
        words.append(f"{partner.status.emoji} {partner.status.text}".strip())
    if view.room.is_muted:
        words.append("muted")
    if view.has_news:
        words.append(NEWS)
    if view.count:  # last, as the browser counts on from there (`pages/browser/conversation/unread.js`)
        words.append(f"{view.count} unread")
    if view.mentions:
        words.append(mention_words(view.mentions))
    return words


def _inside(view: RowView, pictures: Pictures) -> str:
    room, partner = view.room, view.room.partner
    if room.is_thread:
        sign = f'<span class="sign">{icons.svg("thread")}</span>'
        name = words_html(room.name, pictures)
        return f'{sign}<bdi class="name">{name}</bdi>{count_html(view.count, "called" * (view.mentions > 0))}'
    mark = faces_html(room, view.state, "tiny") if room.is_direct else tile_html(room)
    status = status_emoji_html(partner.status) if partner else ""
    muted = f'<span class="muted-sign">{icons.svg("bell-off")}</span>' * room.is_muted
    called = '<span class="called-sign">@</span>' * (room.is_muted and view.mentions > 0)
    name = f'<bdi class="name">{escape(room.name)}</bdi>'
    news = '<span class="thread-news"></span>' * view.has_news
    return f"{mark}{name}{status}{called}{muted}{news}{count_html(view.red_count, 'called')}"
