"""A message's text as plain words, without its markup: for lists and quotes, where a message has one line."""

import re
from functools import lru_cache
from html import unescape

from chatapp.events import MessageView
from chatapp.messages import markup
from chatapp.messages.markup.action_lines import action_of

INLINE, TAG = re.compile("</?(?:a|code|del|em|s|span|strong)(?: [^>]*)?>"), re.compile("<[^>]*>")
LANGUAGE = re.compile("<small>[^<]*</small>")  # above a code
CELL = re.compile(r"</t[dh]>\n?|<t[dh](?: [^>]*)?>")
CUT_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\s]*$")  # where a text was cut off: its address is no text


def text_of(body: str) -> str:
    """Return what of a message's text is rendered: of an action line, the action."""
    return action_of(body) or body


def plain(body: str) -> str:
    """Return what a message says, on one line."""
    return " ".join(unescape(TAG.sub(" ", INLINE.sub("", markup.render(text_of(body))))).split())


def words_of(message: MessageView, length: int) -> str:
    """Return the beginning of what a message says, on one line; the names of its files if it says nothing."""
    return plain(message.body[:length]) or ", ".join(file.name for file in message.attachments)


@lru_cache(maxsize=4096)
def first_line(body: str) -> str:
    """Return the first line of what a message says, or of the beginning of one."""
    shown = CUT_LINK.sub(r"\1", text_of(body))
    html = CELL.sub(" ", INLINE.sub("", LANGUAGE.sub("", markup.render(shown))))
    lines = (" ".join(line.split()) for line in unescape(TAG.sub("\n", html)).split("\n"))
    return next(filter(None, lines), "")
