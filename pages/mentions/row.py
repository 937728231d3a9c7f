"""A mention in the list: who wrote it, where and when, and its first words; all of it leads to the message."""

from html import escape

from chatapp.messages import MentionView
from chatapp.messages.markup import Pictures
from chatapp.messages.plain_words import words_of
from chatapp.web import urls
from pages.components.elements import avatar_html
from pages.components.local_time import local_date
from pages.components.place_names import place_in
from pages.components.words import words_html

LENGTH = 240  # characters that are shown


def key_of(one: MentionView) -> str:
    """Return what names a mention, and changes with what its row shows."""
    return f"{one.message_id} {one.message.revision} {one.is_unread} {one.room.name} {one.message.author_name}"


def row_html(one: MentionView, pictures: Pictures) -> str:
    """Return the HTML of a mention's row. ``pictures``: of custom emoji."""
    message, room = one.message, words_html(place_in(one.room), pictures)
    face = avatar_html(message.author_uuid, message.author_name, "m", message.author_avatar)
    dot = '<span class="mention-new">New</span>' * one.is_unread
    where = f'<span class="where">in <bdi>{room}</bdi> · {local_date(message.created_at, with_time=True)}</span>'
    return (
        f'{face}<h2><a href="{urls.message(one.room.uuid, message.number)}"><bdi>{escape(message.author_name)}</bdi>'
        f'</a></h2>{where}{dot}<p class="words" dir="auto">{words_html(words_of(message, LENGTH), pictures)}</p>'
    )
