"""A draft in the list of drafts: its room, its first lines, and what can be done with it."""

from html import escape

from chatapp.messages import DraftView, ListedDraft
from chatapp.presence import PresenceState
from chatapp.web import urls
from pages.components import icons
from pages.components.faces import faces_html
from pages.components.local_time import time_ago
from pages.components.place_names import place_of
from pages.components.room_labels import hue_style, tile_html

LENGTH = 500  # characters that are shown of one that can be opened
LEFT = "A room you're no longer in"


def row_html(one: ListedDraft) -> str:
    """Return the HTML of a draft. One in a room that can't be opened can be copied."""
    room, draft = one.room, one.draft
    name, can_open = name_of(one), room is not None and room.may_be_read
    shown = f'<a href="{urls.room(draft.room_uuid)}">{escape(name)}</a>' if room else escape(name)
    written = time_ago(draft.written_at) if draft.written_at else ""
    body = draft.body or draft.other_body
    text = escape(body[:LENGTH] if can_open else body)
    other = escape(draft.other_body[:LENGTH]) if draft.body and draft.other_body else ""
    more = f'<p class="other" dir="auto"><span>Another version:</span> {other}</p>' if other else ""
    style = hue_style(room.hue) if room else ""
    return (
        f'<li class="later-row" style="{style}"><div class="later-head">{_mark(one)}<h2><bdi>{shown}</bdi></h2>'
        f'<span class="at">{written}</span></div><p class="body" dir="auto">{text}</p>{more}'
        f'<div class="acts">{_acts(draft, name, can_open=can_open)}</div></li>'
    )


def _acts(draft: DraftView, room_name: str, *, can_open: bool) -> str:
    copy = "" if can_open else f'<button class="button quiet" type="button" data-copy>{icons.svg("copy")}Copy</button>'
    label = f"Delete draft in {room_name}"
    return (
        f'{copy}<button class="button quiet" type="button" data-act="delete {draft.room_uuid}" '
        f'aria-label="{escape(label)}">Delete</button>'
    )


def deleted_html(one: ListedDraft) -> str:
    """Return the HTML that stands in the place of a draft that was just deleted."""
    undo = f'<button class="button" type="button" data-act="undo {one.draft.room_uuid}">Undo</button>'
    return f'<li class="later-gone"><span>Draft in <bdi>{escape(name_of(one))}</bdi> deleted.</span>{undo}</li>'


def name_of(one: ListedDraft) -> str:
    """Return what a draft's room is called, as far as the person may know."""
    if one.room is None:
        return one.room_name or LEFT
    return place_of(one.room)


def _mark(one: ListedDraft) -> str:
    if one.room is None:
        return f'<span class="tile m" aria-hidden="true">{icons.svg("lock")}</span>'
    return faces_html(one.room, PresenceState.OFFLINE, "s") if one.room.is_direct else tile_html(one.room, "m")
