"""A reminder in the list: what of, when, how often, and what can be done with it."""

from html import escape
from typing import Final

from chatapp.messages.markup import Pictures
from chatapp.presence import PresenceState
from chatapp.reminders import ReminderView, Repeats
from chatapp.web import urls
from pages.components import icons
from pages.components.faces import faces_html
from pages.components.local_time import local_date
from pages.components.place_names import place_of
from pages.components.room_labels import hue_style, tile_html
from pages.components.words import words_html

LEFT: Final = "A message in a room you can't open any more"
DELETED: Final = "The message was deleted."
OFTEN: Final = {Repeats.DAILY: "every day", Repeats.WEEKDAYS: "every weekday", Repeats.WEEKLY: "every week"}


def row_html(one: ReminderView, pictures: Pictures) -> str:
    """Return the HTML of a reminder. ``pictures``: of custom emoji."""
    style = hue_style(one.room.hue) if one.room else ""
    said = DELETED if one.is_deleted else one.words
    body = (
        f'<p class="{"gone" if one.is_deleted else "body"}" dir="auto">{words_html(said, pictures)}</p>' if said else ""
    )
    return (
        f'<li class="later-row scheduled reminder" style="{style}"><div class="later-head">{_mark(one)}'
        f'<h2><bdi>{_title(one, pictures)}</bdi></h2><span class="at">{_when(one)}</span></div>'
        f'{body}<div class="acts">{_acts(one)}</div></li>'
    )


def name_of(one: ReminderView) -> str:
    """Return what a reminder is called: its text, or its message's room as far as the person may know it."""
    if one.number is None:
        return one.text
    return place_of(one.room) if one.room else LEFT


def _title(one: ReminderView, pictures: Pictures) -> str:
    name = words_html(name_of(one), pictures)
    if one.room is None or one.number is None:
        return name
    return f'<a href="{urls.message(one.room.uuid, one.number)}">{name}</a>'


def _when(one: ReminderView) -> str:
    if one.told_at is not None:
        return f'<span class="told">Reminded {local_date(one.told_at, with_time=True)}</span>'
    often = f", {OFTEN[one.repeats]}" if one.repeats != Repeats.NEVER else ""
    return f"{local_date(one.due_at, with_time=True)}{often}"


def _acts(one: ReminderView) -> str:
    labels = ("Remind me again", "Done") if one.told_at else ("Edit", "Delete")
    return "".join(
        f'<button class="button quiet" type="button" data-act="{act} {one.uuid}" '
        f'aria-label="{escape(f"{label}: reminder of {name_of(one)}")}">{label}</button>'
        for act, label in zip(("edit", "end"), labels, strict=True)
    )


def _mark(one: ReminderView) -> str:
    if one.number is None or one.room is None:
        sign = "alarm" if one.number is None else "lock"
        return f'<span class="tile m" aria-hidden="true">{icons.svg(sign)}</span>'
    return faces_html(one.room, PresenceState.OFFLINE, "s") if one.room.is_direct else tile_html(one.room, "m")
