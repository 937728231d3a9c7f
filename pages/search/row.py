"""A message that was found: its room and date, what was looked for marked in its text, and a line before and after."""

from html import escape
from itertools import pairwise

from chatapp.messages import MessagePreview
from chatapp.messages.markup import NO_PICTURES, Pictures
from chatapp.presence import PresenceState
from chatapp.search import Around, Hit, Place
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import avatar_html
from pages.components.faces import faces_html
from pages.components.file_kinds import icon_of
from pages.components.local_time import local_date
from pages.components.place_names import place_of
from pages.components.room_labels import hue_style, tile_html
from pages.components.words import words_html

BEFORE, LENGTH = 90, 360  # characters: before what was found first, and of the whole excerpt


def row_html(hit: Hit, around: Around, pictures: Pictures = NO_PICTURES) -> str:
    """Return the HTML of a result; all of it leads to the message. ``pictures``: of custom emoji."""
    message, room = hit.message, hit.room
    mark = faces_html(room, PresenceState.OFFLINE, "s") if room.is_direct else tile_html(room)
    face = avatar_html(message.author_uuid, message.author_name, "s", message.author_avatar)
    name, author = words_html(place_of(room), pictures), escape(message.author_name)
    link = f'<a href="{urls.message(room.uuid, message.number)}" data-hit><bdi>{author}</bdi></a>'
    return (
        f'<li class="search-row" style="{hue_style(room.hue)}">'
        f'<div class="search-where">{mark}<bdi class="clip">{name}</bdi>'
        f"{local_date(message.created_at, with_time=True)}</div>{_lines(around.before[-1:], pictures)}"
        f'<div class="search-hit">{face}<div><h2>{link}</h2>'
        f'<p class="words" dir="auto">{excerpt_html(message.body, hit.marks, pictures)}</p>{_files(hit)}</div></div>'
        f"{_lines(around.after[:1], pictures)}</li>"
    )


def excerpt_html(body: str, marks: tuple[Place, ...], pictures: Pictures = NO_PICTURES) -> str:
    """Return the part of a text around what was found first, with all that was found in it marked."""
    first = marks[0].start if marks else 0
    start = _word_start(body, first - BEFORE) if first > BEFORE else 0
    end = min(len(body), start + LENGTH)
    edges = [start]
    for mark in marks:
        if edges[-1] <= mark.start < end:
            edges += [mark.start, min(mark.end, end)]
    edges.append(end)
    parts = (
        f"<mark>{_shown(body[one:other], pictures)}</mark>" if index % 2 else _shown(body[one:other], pictures)
        for index, (one, other) in enumerate(pairwise(edges))
    )
    return "…" * (start > 0) + "".join(parts) + "…" * (end < len(body))


def _files(hit: Hit) -> str:
    """Return the message's files, what was looked for marked in their names."""
    named = zip(hit.message.attachments, hit.file_marks, strict=True)
    items = (
        f"<li>{icons.svg(icon_of(one.name))}<bdi>{excerpt_html(one.name, marks)}</bdi></li>" for one, marks in named
    )
    return f'<ul class="hit-files">{"".join(items)}</ul>' if hit.message.attachments else ""


def _shown(part: str, pictures: Pictures) -> str:
    """Return a part of a text on one line."""
    words = " ".join(part.split())
    spaced = f"{' ' * part[:1].isspace()}{words}{' ' * (part[-1:].isspace() and bool(words))}"
    return words_html(spaced, pictures)


def _word_start(body: str, at: int) -> int:
    """Return where the next word begins, if that is near; words of some scripts have no ends."""
    space = body.find(" ", at, at + BEFORE // 2)
    return space + 1 if space >= 0 else at


def _lines(around: tuple[MessagePreview, ...], pictures: Pictures) -> str:
    return "".join(
        f'<p class="search-around"><bdi class="who">{escape(one.author_name)}</bdi> '
        f'<span dir="auto">{words_html(one.words, pictures)}</span></p>'
        for one in around
    )
