"""A followed thread in the list: its room, its message, its newest reply, and what can be done with it."""

from html import escape

from chatapp.events import MessageView
from chatapp.messages import MessagePreview
from chatapp.messages.markup import Pictures
from chatapp.messages.plain_words import words_of
from chatapp.presence import PresenceState
from chatapp.threads import FollowedThread
from chatapp.web import urls
from pages.components.elements import avatar_html
from pages.components.faces import faces_html
from pages.components.local_time import time_ago
from pages.components.place_names import place_of
from pages.components.reply_count import replies_in_words
from pages.components.room_labels import hue_style, tile_html
from pages.components.unread_count import count_html
from pages.components.words import words_html

LENGTH = 240  # characters that are shown
GONE = "This message was deleted."


def key_of(one: FollowedThread, last: MessagePreview | None) -> str:
    """Return what names a thread, and changes with what its row shows."""
    thread, said = one.thread, f"{last.number} {last.words} {last.author_name}" if last else ""
    shown = one.room.name, one.root.revision, one.root.author_name, thread.unread, thread.unread_mentions, said
    return f"{thread.uuid} {shown}"


def row_html(one: FollowedThread, last: MessagePreview | None, pictures: Pictures) -> str:
    """Return the HTML of a thread's row; all of it leads to the thread. ``pictures``: of custom emoji."""
    room, root, thread = one.room, one.root, one.thread
    mark = faces_html(room, PresenceState.OFFLINE, "tiny") if room.is_direct else tile_html(room)
    is_gone = root.deleted_at is not None
    words = f'<span class="gone">{GONE}</span>' if is_gone else words_html(words_of(root, LENGTH), pictures)
    face = avatar_html(root.author_uuid, root.author_name, "m", root.author_avatar)
    count = count_html(thread.unread, "called" * bool(thread.unread_mentions))
    place = words_html(place_of(room), pictures)
    where = f'{mark}<bdi class="clip">{place}</bdi><span title="{thread.unread:,} unread">{count}</span>'
    link = f'<a href="{urls.room(thread.uuid)}"><bdi>{escape(root.author_name)}</bdi></a>'
    return (
        f'<div class="thread-where" style="{hue_style(room.hue)}">{where}</div>'
        f'<div class="thread-first">{face}<h3>{link}</h3>{time_ago(root.created_at)}'
        f'<p class="words" dir="auto">{words}</p></div>{_more(root)}{_last(last, pictures)}'
        f'<div class="acts">{_acts(one)}</div>'
    )


def _more(root: MessageView) -> str:
    replies = root.thread.replies if root.thread is not None else 0
    return f'<p class="thread-more">{replies_in_words(replies)}</p>' * (replies > 1)


def _last(last: MessagePreview | None, pictures: Pictures) -> str:
    if last is None:
        return ""
    face = avatar_html(last.author_uuid, last.author_name, "s", last.author_avatar)
    words = words_html(last.words, pictures)
    return (
        f'<div class="thread-last">{face}<p><bdi class="who">{escape(last.author_name)}</bdi> '
        f'{time_ago(last.created_at)} <span class="words" dir="auto">{words}</span></p></div>'
    )


def _acts(one: FollowedThread) -> str:
    thread, name = one.thread, escape(one.thread.name)
    read = (
        f'<button class="button quiet" type="button" data-act="read {thread.uuid} {thread.last_number}" '
        f'aria-label="Mark as read: {name}">Mark as read</button>'
    )
    return (
        f'{read * (thread.unread > 0)}<button class="button quiet" type="button" data-act="unfollow {thread.uuid}" '
        f'aria-label="Unfollow: {name}">Unfollow</button>'
    )
