"""Something that concerned the person, in the list: who, what and where, and the message's first words."""

from html import escape
from typing import Final

from chatapp import notifications
from chatapp.messages.markup import Pictures
from chatapp.notifications import AlertKind, AlertView
from pages.components import icons
from pages.components.elements import avatar_html
from pages.components.local_time import local_date
from pages.components.place_names import place_in
from pages.components.words import words_html

SAID: Final = {
    AlertKind.MENTION: ("at", "mentioned you"),
    AlertKind.REPLY: ("reply", "replied to you"),
    AlertKind.EVERYONE: ("megaphone", "mentioned everyone"),
    AlertKind.KEYWORD: ("key", "used one of your keywords"),
    AlertKind.THREAD: ("thread", "replied"),
    AlertKind.ADDED: ("plus", "added you"),
    AlertKind.REMINDER: ("alarm", "You wanted to be reminded"),
    AlertKind.UNSENT: ("clock", "Your scheduled message wasn't sent"),
}

TO: Final = (AlertKind.ADDED, AlertKind.UNSENT)  # a room, and not in one
HEADINGS: Final = {AlertKind.REMINDER: "Reminder", AlertKind.UNSENT: "Not sent"}  # of what one caused oneself


def key_of(one: AlertView) -> str:
    """Return what names an alert, and changes with what its row shows."""
    return f"{one.alert_id} {one.is_unread} {one.words} {one.room.name if one.room else ''} {one.actor_name}"


def path_of(one: AlertView) -> str:
    """Return where it leads to."""
    return notifications.path_of(one.kind, one.room.uuid if one.room else None, one.number)


def row_html(one: AlertView, pictures: Pictures) -> str:
    """Return the HTML of a row. ``pictures``: of custom emoji."""
    face = avatar_html(one.actor_uuid, one.actor_name, "m", one.actor_avatar)
    when = local_date(one.created_at, with_time=True)
    what = f'<span class="where">{_sign(one, pictures)}{_place(one, pictures)} · {when}</span>'
    new = '<span class="mention-new">New</span>' * one.is_unread
    words = f'<p class="words" dir="auto">{words_html(one.words, pictures)}</p>' * bool(one.words)
    heading = escape(HEADINGS.get(one.kind, one.actor_name))
    name = f'<h2><a href="{path_of(one)}" data-act="read {one.alert_id}"><bdi>{heading}</bdi></a></h2>'
    return f"{face}{name}{what}{new}{words}"


def _place(one: AlertView, pictures: Pictures) -> str:
    if one.room is None:
        return ""
    return f" {'to' if one.kind in TO else 'in'} <bdi>{words_html(place_in(one.room), pictures)}</bdi>"


def _sign(one: AlertView, pictures: Pictures) -> str:
    if one.kind == AlertKind.REACTION:
        return f'<span class="reacted">{words_html(one.emoji, pictures)}</span> reacted to your message'
    sign, words = SAID[one.kind]
    return f"{icons.svg(sign)} {words}"
