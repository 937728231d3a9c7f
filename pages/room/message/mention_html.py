"""Names in a message's HTML: filled in by a cheap second pass, so that the rendered text is kept whatever they mean.

A person is shown by the username they have now. A room's link shows what was typed, and nothing of the room.
"""

import re
from collections.abc import Mapping
from html import escape

from chatapp.events import Mention, MessageView
from chatapp.messages import markup
from chatapp.messages.mentions import Endings, meant
from chatapp.web import urls

SIGNED = re.compile(f"{markup.SIGN.pattern}([^<]*)")


def with_names(message: MessageView, text: str, pictures: markup.Pictures = markup.NO_PICTURES) -> str:
    """Return a text of a message as safe HTML with the people and rooms that it names, the same for every reader."""
    people = {one.typed: one for one in message.mentions if one.typed}
    rooms = {one.typed: urls.room(one.uuid) for one in message.links}

    names = Endings()

    def fill(found: re.Match[str]) -> str:
        sign, after = found.groups()
        link = _room(names, after, rooms) if sign == "#" else _person(names, sign, after, people)
        return link or sign + after

    return markup.with_pictures(SIGNED.sub(fill, markup.render_signed(text)), pictures)


def _person(names: Endings, sign: str, after: str, people: Mapping[str, Mention]) -> str:
    if (found := meant(names.of(sign, after), people)) is None:
        return ""
    typed, one = found
    rest = after.removeprefix(typed)
    if one.kind != "person":
        return f'<a class="mention" data-person="{one.kind}">@{escape(typed)}</a>{rest}'
    username = escape(one.username)
    return (
        f'<a class="mention" href="{urls.person(one.username)}" data-person="{one.uuid}" '
        f'title="{escape(one.name)}">@{username}</a>{rest}'
    )


def _room(names: Endings, after: str, rooms: Mapping[str, str]) -> str:
    if (found := meant(names.of("#", after), rooms)) is None:
        return ""
    typed, address = found
    shown = escape(typed, quote=False).replace("\xa0", "&nbsp;")  # as the text around it is written
    return f'<a class="room-link" href="{address}">#{shown}</a>{after.removeprefix(shown)}'
