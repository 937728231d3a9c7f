"""A message's row as safe HTML, the same for every reader: rendered once for all pages of a room.

The HTML depends on the message alone. What differs between readers (their own messages, their time zone) is left to
the page's styles and to the browser.
"""

import re
from functools import lru_cache
from html import escape
from typing import Final
from uuid import UUID

from chatapp.events import Attachment, MessageView, Reaction
from chatapp.messages import IN_ROWS, blocks, markup
from chatapp.messages.markup import NO_PICTURES, Pictures
from chatapp.messages.markup.action_lines import action_of
from chatapp.messages.plain_words import first_line
from chatapp.web import urls
from pages.components import icons
from pages.components.elements import avatar_html, bot_mark, short
from pages.components.initials import shortened
from pages.components.local_time import day_line, local_time
from pages.components.words import words_html
from pages.room.message.attachment_html import attachments_html
from pages.room.message.block_html import blocks_html, files_below
from pages.room.message.lone_emoji import is_lone_emoji
from pages.room.message.mention_html import with_names
from pages.room.message.message_length import fold_classes
from pages.room.message.system_line_html import line_row
from pages.room.message.thread_chip import thread_chip

SAME_BLOCK = 300  # seconds within which one author's messages stand under one name
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # characters that change the direction of the text after them
QUOTED = 160  # characters of a quote
GONE = "This message was deleted."
REMOVED = "This message was removed by a moderator."
REMEMBERED: Final = 2_048  # authors
NAMED = 10  # people named with an emoji
BETWEEN_NAMES = ",\u00a0"  # which no name holds; see `pages/browser/messages/reaction_names.js`
# Their names are on the page, outside of what all readers share; see `pages/room/timeline/timeline.py`.
PIN = f'<span class="pin-mark">{icons.svg("pin")}<span>Pinned</span></span>'
UNFOLD = '<button type="button" class="unfold" aria-labelledby="say-more"></button>'
COPY = '<button type="button" class="copy" aria-labelledby="say-copy"></button>'


def render(message: MessageView, pictures: Pictures = NO_PICTURES) -> str:
    """Return a message's row as safe HTML, the same for every reader. ``pictures``: of custom emoji."""
    if not message.is_text:
        return f"{day_line(message.created_at, message.previous_at)}{line_row(message)}"
    is_action = bool(action_of(message.body)) and not message.blocks and message.deleted_at is None
    is_continued = (
        not is_action
        and message.previous_author_uuid == message.author_uuid
        and message.previous_at is not None
        and (message.created_at - message.previous_at).total_seconds() < SAME_BLOCK
        and (message.quote is None or message.deleted_at is not None)  # below a quote it has to be said who answers
    )
    pinned = " data-pinned" * message.is_pinned
    chip = thread_chip(message.thread) if message.thread is not None else ""
    author, face, who = _by(
        message.author_uuid, message.author_username, message.author_name, message.author_avatar, message.is_by_bot
    )
    return (
        f"{day_line(message.created_at, message.previous_at)}"
        f'<article class="msg{" act" * is_action}{" cont" * is_continued}" data-number="{message.number}" '
        f'data-author="{author}" data-key="{escape(message.client_message_id)}"{pinned}>'
        f"{_quote(message, pictures)}"
        f"{face}"
        f'<div class="head">{who}'
        f'<a class="at" href="{urls.message(message.room_uuid, message.number)}">{local_time(message.created_at)}</a>'
        f"</div>{body_html(message, pictures)}"
        f"{PIN * message.is_pinned}{_reactions(message, pictures)}{chip}</article>"
    )


@lru_cache(REMEMBERED)
def _by(uuid: UUID, username: str, name: str, digest: str, is_bot: bool) -> tuple[str, str, str]:
    """Return what all rows of a message's author say: the uuid, and the HTML of their picture and of their name."""
    person = f'href="{urls.person(username)}" data-person=""'  # whose: the row says it
    face = f'<a class="face" {person} tabindex="-1" aria-hidden="true">{avatar_html(uuid, name, digest=digest)}</a>'
    who = f'<a class="who clip" {person} title="@{escape(username)}"><bdi>{escape(name)}</bdi></a>{bot_mark(is_bot)}'
    return str(uuid), face, who


def body_html(message: MessageView, pictures: Pictures = NO_PICTURES, *, is_row: bool = True) -> str:
    """Return what a message says as safe HTML: its text or blocks, and its files; or that it was deleted.

    ``is_row``: it is the message's row, which alone shows what the message said before.
    """
    files = attachments_html(shown) if (shown := _files(message)) else ""
    return f"{_body(message, pictures, is_row=is_row)}{files}"


def _quote(message: MessageView, pictures: Pictures) -> str:
    """Return the line above a message that answers another: a link to that one."""
    quote = message.quote
    if quote is None or message.deleted_at:
        return ""
    words = GONE if quote.is_deleted else words_html(shortened(first_line(quote.body), QUOTED), pictures)
    name, identifier = escape(quote.author_name), f"quote-{message.room_uuid.hex[:8]}-{message.number}"
    return (
        f'<a class="quote clip" id="{identifier}" aria-labelledby="say-reply {identifier}" '
        f'href="{urls.message(message.room_uuid, quote.number)}"><bdi>{name}</bdi>: '
        f'<bdi class="words{" gone" if quote.is_deleted else ""}">{words}</bdi></a>'
    )


def _body(message: MessageView, pictures: Pictures, *, is_row: bool) -> str:
    """Return the text, folded if it is long, and each code in it with a button that copies it."""
    if message.deleted_at:
        return f'<div class="body"><p class="gone">{_gone(message)}</p></div>'
    if message.blocks:
        shown = blocks_html(
            blocks.read(message.blocks), message.attachments, lambda text: _text_block(message, text, pictures)
        )
        return f'<div class="body blocks">{shown}</div>'
    if action := action_of(message.body):
        mark = _edited_mark(action, is_row=is_row) if message.edited_at else ""
        return f'<div class="body">{_action(message, action, pictures)}{mark}</div>'
    html = _text(message, message.body, pictures) if message.body else ""  # an empty paragraph would take room
    folded = fold_classes(message.body)
    classes = f"body {folded or ('emoji' if is_lone_emoji(html) else '')}".rstrip()
    mark = _edited_mark(message.body, is_row=is_row) if message.edited_at else ""
    return f'<div class="{classes}">{html}{mark}</div>{UNFOLD if folded else ""}'


def _action(message: MessageView, action: str, pictures: Pictures) -> str:
    """Return what its author does, after their name: on one line if it is one."""
    html, who = _text(message, action, pictures), f'<bdi class="doer">{escape(message.author_name)}</bdi>'
    return f"<p>{who} {html.removeprefix('<p>')}" if html.startswith("<p>") else f"<p>{who}</p>{html}"


def _text(message: MessageView, text: str, pictures: Pictures) -> str:
    """Return a text of the message, with the names and the custom emoji in it."""
    names = message.mentions or message.links
    html = (with_names(message, text, pictures) if names else markup.render(text, pictures)).rstrip()
    if "<pre" in html:
        html = html.replace("<pre", '<div class="code"><pre').replace("</pre>", f"</pre>{COPY}</div>")
    return html


def _text_block(message: MessageView, text: str, pictures: Pictures) -> str:
    folded = fold_classes(text)
    return f'<div class="{f"text {folded}".rstrip()}">{_text(message, text, pictures)}</div>{UNFOLD if folded else ""}'


def _files(message: MessageView) -> tuple[Attachment, ...]:
    """Return the files below a message's text: those that no block shows."""
    return files_below(blocks.read(message.blocks), message.attachments) if message.blocks else message.attachments


def _gone(message: MessageView) -> str:
    return REMOVED if message.is_removed_by_moderator else GONE


def _edited_mark(body: str, *, is_row: bool) -> str:
    """Return what stands at the end of the last line; below it, where the text could turn the mark around."""
    classes = f"edited{' below' if TURNING.search(body) else ''}"
    if not is_row:
        return f'<span class="{classes}">(edited)</span>'
    return f'<button type="button" class="{classes}" aria-haspopup="dialog">(edited)</button>'


def _reactions(message: MessageView, pictures: Pictures) -> str:
    """Return the emojis under a message, each a button with its count, and who it was as far as a row can say."""
    if not message.reactions:
        return ""
    chips = "".join(_chip(one, pictures) for one in message.reactions)
    return f'<ul class="reactions" aria-label="Reactions">{chips}</ul>'


def _chip(reaction: Reaction, pictures: Pictures) -> str:
    """Return one emoji with its people: all of the few that the view lists, ten of them by name."""
    more = f" and {reaction.count - NAMED:,} more" if reaction.count > NAMED else ""
    names, emoji = escape(BETWEEN_NAMES.join(reaction.names[:NAMED]) + more), escape(reaction.emoji)
    people = " ".join(map(short, reaction.people[:IN_ROWS]))
    who = f'<span role="img" aria-label="by {names}"></span>'
    shown = pictures.get(emoji[1:-1], emoji) if emoji[0] == ":" else emoji
    button = f'<button type="button">{shown} <b>{reaction.count:,}</b>{who}</button>'
    return f'<li data-emoji="{emoji}" data-people="{people}">{button}</li>'
