"""Text between marks: where the parser stops for what may be a mark, and where nothing can be one.

Source: the rules `text` and `inline` of markdown-it-py, which these replace. Those stop at each character that is a
mark in any dialect, and take as long for a line without marks as for one with them.
"""

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from chatapp.messages.markup.addresses import BIDI_CONTROLS
from chatapp.messages.markup.budget import STOP, spend

MARKS: Final = (
    rf"[*`{BIDI_CONTROLS}]|~(?=~)|(?<!\w)_|_(?!\w)"
    r"|(?<=[SPsp]):(?=//)|(?<=[Oo]):(?=\S)"  # schemes of addresses
    r"|(?<![A-Za-z0-9_:]):(?=[A-Za-z0-9+-])"  # shortcodes
    r"|(?<![A-Za-z0-9@\uff20])[@\uff20](?=[^\W_])|(?<![A-Za-z0-9&/#])\#(?=[^\W_])"  # names
)
STOPS: Final = re.compile(MARKS)
STOPS_AND_BRACKETS: Final = re.compile(rf"{MARKS}|\[")
LABELLED: Final = re.compile(r"\]\((?:https?|mailto):", re.IGNORECASE)
HAS_LABELS: Final = -2  # the key in a state's cache that says whether brackets can be marks of links


def add_stops(parser: MarkdownIt) -> None:
    """Make a parser stop only where a mark can be, and no more when a message's budget is used up."""
    parser.inline.ruler.at("text", _text)
    parser.core.ruler.at("inline", _inline)


def _inline(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline":
            if STOPS_AND_BRACKETS.search(token.content):
                token.children = state.md.inline.parse(token.content, state.md, state.env, [])
            else:
                token.children = [Token("text", "", 0, content=token.content)]


def _text(state: StateInline, silent: bool) -> bool:
    """Take the text up to the next stop; all of it when the budget is used up."""
    found = _stops(state).search(state.src, state.pos, state.posMax)
    end = found.start() if found else state.posMax
    if end == state.pos:
        if spend(state.env, STOP):
            return False
        end = state.posMax
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _stops(state: StateInline) -> re.Pattern[str]:
    has_labels = state.cache.get(HAS_LABELS)
    if has_labels is None:
        has_labels = state.cache[HAS_LABELS] = LABELLED.search(state.src) is not None
    return STOPS_AND_BRACKETS if has_labels else STOPS
