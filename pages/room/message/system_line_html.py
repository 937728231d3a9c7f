"""A line in which Chatapp says what happened in a room, as safe HTML: an icon, one sentence, and the time.

Like every row it is the same for all readers. Many in a row are folded by the browser (`system_line_folds.js`); the
reader's own name becomes "You" by a rule of their page (`pages/room/timeline/own_marks.py`).
"""

from collections.abc import Mapping
from html import escape
from uuid import UUID

from chatapp.events import MessageView
from chatapp.rooms.system_lines import NAMED
from chatapp.web import urls
from pages.components import icons
from pages.components.local_time import local_time

ICONS: Mapping[str, str] = {
    "joined": "enter",
    "left": "leave",
    "added": "people",
    "renamed": "pencil",
    "described": "pencil",
    "pinned": "pin",
}
FOLDED = ("joined", "left")  # that may come by the hundred
LISTED = 50  # people named on pointing at "7 others"


def line_row(message: MessageView) -> str:
    """Return a line's row. A deleted one keeps its place, and shows nothing."""
    start = f'<article class="msg line{" gone" if message.deleted_at else ""}" data-number="{message.number}" '
    start += f'data-author="{message.author_uuid}" data-kind="{message.kind}">'
    if message.deleted_at:
        return f"{start}</article>"
    icon = icons.svg(ICONS.get(message.kind, "info"))
    fold = "<line-fold></line-fold>" if message.kind in FOLDED else ""
    at = f'<a class="at" href="{urls.message(message.room_uuid, message.number)}">{local_time(message.created_at)}</a>'
    return f'{start}<p class="said">{icon}<span>{_sentence(message)}</span></p>{at}{fold}</article>'


def _sentence(message: MessageView) -> str:
    author = _person(message.author_uuid, message.author_username, message.author_name, "who")
    if message.kind == "added":
        return f"{author} added {_people(message)}"
    rest = escape(message.body.removeprefix(message.author_name))
    if message.kind == "pinned" and message.reply_to is not None:
        link = f'<a href="{urls.message(message.room_uuid, message.reply_to)}">a message</a>'
        rest = rest.replace("a message", link)
    return f"{author}<bdi>{rest}</bdi>"


def _people(message: MessageView) -> str:
    """Return who was added: three by name, of the others how many."""
    added = [one for one in message.mentions if one.kind == "added" and one.uuid is not None]
    links = [_person(one.uuid, one.username, one.name, "also") for one in added[:NAMED] if one.uuid]
    others = [one.name for one in added[NAMED:]]
    if others:
        more = "" if len(others) <= LISTED else f" and {len(others) - LISTED:,} more"
        count = f"{len(others):,} {'other' if len(others) == 1 else 'others'}"
        links.append(f'<span title="{escape(", ".join(others[:LISTED]) + more)}">{count}</span>')
    return " and ".join([", ".join(links[:-1]), links[-1]] if len(links) > 1 else links)


def _person(uuid: UUID, username: str, name: str, role: str) -> str:
    return f'<a class="{role}" href="{urls.person(username)}" data-person="{uuid}"><bdi>{escape(name)}</bdi></a>'
