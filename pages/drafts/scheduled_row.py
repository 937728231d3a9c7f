"""A message for later in the list: its room, when it is sent, its first lines, and what can be done with it."""

from html import escape

from chatapp.presence import PresenceState
from chatapp.rooms import RoomView
from chatapp.scheduled import ScheduledView
from chatapp.web import urls
from pages.components import icons
from pages.components.faces import faces_html
from pages.components.local_time import local_date
from pages.components.place_names import place_of
from pages.components.room_labels import hue_style, tile_html

LENGTH = 500  # characters that are shown
ACTS = (("send", "Send now"), ("edit", "Edit"), ("delete", "Delete"))


def row_html(one: ScheduledView, room: RoomView | None) -> str:
    """Return the HTML of a message for later. ``room``: None if the person can't open it any more."""
    name = place_of(room) if room else one.room_name
    shown = f'<a href="{urls.room(room.uuid)}">{escape(name)}</a>' if room else escape(name)
    problem = f'<p class="problem">{escape(one.problem)}</p>' if one.problem else ""
    files = "".join(f"<li>{icons.svg('file')}<bdi>{escape(file.name)}</bdi></li>" for file in one.files)
    carried = f'<ul class="later-files" aria-label="Files">{files}</ul>' if files else ""
    return (
        f'<li class="later-row scheduled" style="{hue_style(room.hue) if room else ""}">'
        f'<div class="later-head">{_mark(room)}<h2><bdi>{shown}</bdi></h2>'
        f'<span class="at">{local_date(one.due_at, with_time=True)}</span></div>'
        f'{problem}<p class="body" dir="auto">{escape(one.body[:LENGTH])}</p>{carried}'
        f'<div class="acts">{_acts(one, name)}</div></li>'
    )


def _acts(one: ScheduledView, name: str) -> str:
    return "".join(
        f'<button class="button quiet" type="button" data-act="{act} {one.uuid}" '
        f'aria-label="{escape(f"{label}: message to {name}")}">{label}</button>'
        for act, label in ACTS
        if one.room_uuid or act == "delete"
    )


def _mark(room: RoomView | None) -> str:
    if room is None:
        return f'<span class="tile m" aria-hidden="true">{icons.svg("lock")}</span>'
    return faces_html(room, PresenceState.OFFLINE, "s") if room.is_direct else tile_html(room, "m")
