"""What Home has below the unread rooms: mentions, drafts and saved messages, the first of each with a way to all."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from uuid import UUID

from chatapp.events import MessageView
from chatapp.messages import LeftToDo, ListedDraft
from chatapp.messages.markup import Pictures
from chatapp.messages.plain_words import plain, words_of
from chatapp.presence import PresenceState
from chatapp.rooms import RoomView
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import avatar_html
from pages.components.faces import faces_html
from pages.components.local_time import time_ago
from pages.components.place_names import place_in, place_of
from pages.components.room_labels import hue_style, tile_html
from pages.components.words import words_html

LENGTH = 240  # characters that are shown
GONE = "This message was deleted."
LEFT = "A room you're no longer in"


def left_to_do_html(found: LeftToDo, pictures: Pictures) -> str:
    """Return the HTML of the lists that are not empty. ``pictures``: of custom emoji."""
    lists = (
        (
            "Mentions",
            "All mentions",
            urls.MENTIONS,
            [_message(one.room, one.message, pictures) for one in found.mentions],
        ),
        ("Drafts", "All drafts", urls.DRAFTS, [_draft(one, pictures) for one in found.drafts]),
        ("Saved", "All saved", urls.SAVED, [_message(one.room, one.message, pictures) for one in found.saved]),
    )
    return "".join(_list(title, more, href, rows) for title, more, href, rows in lists if rows)


def _list(title: str, more: str, href: str, rows: Iterable[str]) -> str:
    return (
        f'<section class="left-to-do" aria-label="{title}"><div class="left-to-do-head"><h2>{title}</h2>'
        f'<a class="button quiet" href="{href}">{more}</a></div><ul>{"".join(rows)}</ul></section>'
    )


def _message(room: RoomView, message: MessageView, pictures: Pictures) -> str:
    face = avatar_html(message.author_uuid, message.author_name, "s", message.author_avatar)
    where = (
        f'{escape(message.author_name)} <span class="where">in <bdi>{words_html(place_in(room), pictures)}</bdi></span>'
    )
    words = GONE if message.deleted_at is not None else words_html(words_of(message, LENGTH), pictures)
    return _row(urls.message(room.uuid, message.number), face, where, message.created_at, words, room)


def _draft(one: ListedDraft, pictures: Pictures) -> str:
    room, draft = one.room, one.draft
    name = words_html(place_of(room) if room else one.room_name or LEFT, pictures)
    words = words_html(plain((draft.body or draft.other_body)[:LENGTH]), pictures)
    return _row(_href_of(room, draft.room_uuid), _mark(room), name, draft.written_at, words, room)


def _href_of(room: RoomView | None, room_uuid: UUID) -> str:
    return urls.room(room_uuid) if room is not None and room.may_be_read else urls.DRAFTS


def _mark(room: RoomView | None) -> str:
    if room is None:
        return f'<span class="tile" aria-hidden="true">{icons.svg("lock")}</span>'
    return faces_html(room, PresenceState.OFFLINE, "s") if room.is_direct else tile_html(room)


def _row(href: str, mark: str, title: str, at: datetime | None, words: str, room: RoomView | None) -> str:
    style = f' style="{hue_style(room.hue)}"' if room else ""
    when = f'<span class="at">{time_ago(at)}</span>' if at else ""
    return (
        f'<li{style}>{mark}<a href="{href}"><bdi class="who">{title}</bdi></a>{when}'
        f'<p class="words" dir="auto">{words}</p></li>'
    )
