"""A saved message in the list: where it stands, who wrote it, its first words, and what can be done with it."""

from html import escape

from chatapp.messages import SavedView
from chatapp.messages.markup import Pictures
from chatapp.messages.plain_words import words_of
from chatapp.web import urls
from pages.components.elements import avatar_html
from pages.components.local_time import local_date
from pages.components.place_names import place_in
from pages.components.words import words_html

LENGTH = 240  # characters that are shown
GONE = "This message was deleted."


def key_of(one: SavedView) -> str:
    """Return what names a saved message, and changes with what its row shows."""
    return f"{one.room.uuid} {one.message.number} {one.message.revision} {one.room.name}"


def row_html(one: SavedView, pictures: Pictures) -> str:
    """Return the HTML of a saved message's row; all of it leads to the message. ``pictures``: of custom emoji."""
    message = one.message
    room, author = place_in(one.room), message.author_name
    is_gone = message.deleted_at is not None
    words = f'<span class="gone">{GONE}</span>' if is_gone else words_html(words_of(message, LENGTH), pictures)
    face = avatar_html(message.author_uuid, author, "m", message.author_avatar)
    link = f'<a href="{urls.message(one.room.uuid, message.number)}"><bdi>{escape(author)}</bdi></a>'
    when = local_date(message.created_at, with_time=True)
    where = f'<span class="where">in <bdi>{words_html(room, pictures)}</bdi> · {when}</span>'
    return (
        f'<div class="later-head">{face}<h3>{link}</h3>{where}</div><p class="body" dir="auto">{words}</p>'
        f'<div class="acts">{_acts(one, f"{author} in {room}")}</div>'
    )


def _acts(one: SavedView, what: str) -> str:
    named = f"{one.room.uuid} {one.message.number}"
    turn = ("later", "Not done") if one.done_at else ("done", "Done")
    return "".join(
        f'<button class="button quiet" type="button" data-act="{act} {named}" '
        f'aria-label="{label}: {escape(what)}">{label}</button>'
        for act, label in (turn, ("remove", "Remove"))
    )
