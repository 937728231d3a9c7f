"""The chip under a message that has a thread: how many replies, who wrote the latest, and when. It opens the thread."""

from html import escape

from chatapp.events import Thread
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import avatar_html
from pages.components.local_time import time_ago
from pages.components.reply_count import replies_in_words


def thread_chip(thread: Thread) -> str:
    """Return the HTML of a thread's chip, the same for every reader; nothing while nobody has replied.

    It is a link to the thread, which the page opens beside the conversation (`pages/room/thread/thread_panel.py`).
    """
    if not thread.replies or thread.last_at is None:
        return ""
    faces = "".join(avatar_html(one.uuid, one.name, digest=one.avatar) for one in thread.people)
    names = escape(", ".join(one.name for one in thread.people))
    return (
        f'<a class="thread-chip" href="{urls.room(thread.room_uuid)}" data-thread="{thread.room_uuid}" '
        f'title="Thread with {names}">{icons.svg("thread")}<span class="thread-faces">{faces}</span>'
        f"<b>{replies_in_words(thread.replies)}</b> {time_ago(thread.last_at)}</a>"
    )
