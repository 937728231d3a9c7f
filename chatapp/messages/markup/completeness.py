"""A last look at what was parsed: text that would not be seen is shown as it was typed."""

import re
from typing import Final

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

SHORTCODE: Final = re.compile(r":[A-Za-z0-9_+-]+:")
NO_LETTER: Final = re.compile(r"[\W_]+")


def show_unseen(state: StateCore) -> None:
    """Show a text as it was typed if nothing of it would be seen, or a letter or digit neither seen nor led to."""
    for token in state.tokens:
        if token.type != "inline" or token.children is None or _is_untouched(token.content, token.children):
            continue
        if not _is_complete(token.content, token.children):
            token.children = [Token("text", "", 0, content=token.content)]


def _is_untouched(typed: str, tokens: list[Token]) -> bool:
    return len(tokens) == 1 and tokens[0].type == "text" and tokens[0].content == typed


def _is_complete(typed: str, tokens: list[Token]) -> bool:
    seen = "".join(token.content for token in tokens)
    led_to = "".join(str(token.attrs["href"]) for token in tokens if token.type == "link_open")
    is_seen = bool(seen.strip()) or not typed.strip()
    return is_seen and _visible_count(seen) + _visible_count(led_to) >= _visible_count(SHORTCODE.sub("", typed))


def _visible_count(text: str) -> int:
    return len(NO_LETTER.sub("", text))
