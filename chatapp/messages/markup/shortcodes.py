"""Shortcodes: `:tada:` is shown as the emoji of that name; what is no name, or part of a word, stays as typed.

What may be the name of a custom emoji gets an element of its own: whether there is one, a message's text does not say.
"""

import re
from functools import cache
from typing import Final

import emoji
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from chatapp.messages.markup.budget import NOTE, spend
from chatapp.messages.markup.custom_emoji import CODE as CUSTOM

CODES: Final = re.compile(r"(?::[A-Za-z0-9_+-]{1,64}:)+(?![\w:`\]])", re.ASCII)  # `:a::b:` are two; no `x[:100:]`
CODE: Final = re.compile(r":[^:]+:")
NAME: Final = re.compile(r":[a-z0-9+-][a-z0-9_+-]*:")  # of an emoji, as people type it
BEFORE: Final = re.compile(r"[\w:]", re.ASCII)  # `10:100:45` and `std::art::x` have none


def add_shortcodes(parser: MarkdownIt) -> None:
    """Make a parser show the emoji that shortcodes name. Call it after the addresses' rule, which has colons too."""
    parser.inline.ruler.after("linkify", "shortcode", _shortcode)


def _shortcode(state: StateInline, silent: bool) -> bool:
    """Parse shortcodes without anything between them."""
    if silent or state.src[state.pos] != ":" or (state.pos and BEFORE.match(state.src, state.pos - 1)):
        return False
    found = CODES.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    for code in CODE.findall(found[0]):
        name = code.lower()  # telephones begin a line with a capital letter
        symbol = _emojis().get(name)
        if symbol is None and CUSTOM.fullmatch(name) and spend(state.env, NOTE):
            state.push("emoji", "span", 0).content = code
        else:
            state.append_pending(symbol or code)
    state.pos = found.end()
    return True


def emoji_named(word: str) -> str:
    """Return the emoji that a word is, or that it names as `:tada:`; empty if it does neither."""
    found = emoji.EMOJI_DATA.get(word)
    return word if found else _emojis().get(word, "")


def shortcodes_of(symbol: str) -> list[str]:
    """Return the shortcodes, without their colons, that are shown as this emoji in a message."""
    data = emoji.EMOJI_DATA[symbol]
    names = (*data.get("alias", ()), data["en"])
    return [name[1:-1] for name in names if NAME.fullmatch(name) and _emojis().get(name) == symbol]


@cache
def _emojis() -> dict[str, str]:
    """Return emoji by their shortcodes, those that GitHub and Slack use among them."""
    return {
        name: symbol
        for symbol, data in emoji.EMOJI_DATA.items()
        if data["status"] <= emoji.STATUS["fully_qualified"]
        for name in (data["en"], *data.get("alias", ()))
    }
