"""Code within a line. Its line breaks and spaces stay; backticks around nothing, and for apostrophes, are text.

Source: the rule `backticks` of markdown-it-py, whose pairing stays.
"""

import re
from typing import Final

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.backticks import backtick

from chatapp.messages.markup.budget import CODE, spend

APOSTROPHE: Final = re.compile("[A-Za-zÀ-ɏ]`[A-Za-zÀ-ɏ]")


def code_span(state: StateInline, silent: bool) -> bool:
    """Parse backticks and the code between them."""
    start, tokens = state.pos, len(state.tokens)
    if not backtick(state, silent):
        return False
    if not silent and len(state.tokens) > tokens:
        spend(state.env, CODE)
        token = state.tokens[-1]
        run = len(token.markup)
        code = state.src[start + run : state.pos - run]
        if code.strip() and not _is_apostrophe(state.src, start, state.pos - 1):
            token.content = _without_padding(code)
        else:
            state.tokens.pop()
            state.tokens_meta.pop()
            state.pos = state.pos if not code.strip() else start + 1
            state.append_pending(state.src[start : state.pos])
    return True


def _is_apostrophe(src: str, opening: int, closing: int) -> bool:
    """Say whether a backtick stands for an apostrophe, as in ``it`s``, and the next one does not end code either."""
    within = APOSTROPHE.match(src, max(0, opening - 1)) is not None
    return within and (src[closing - 1].isspace() or APOSTROPHE.match(src, closing - 1) is not None)


def _without_padding(code: str) -> str:
    """Return code without the spaces that keep its own backticks from the marks."""
    is_padded = code.startswith(" ") and code.endswith(" ") and "`" in (code[1:2], code[-2:-1])
    return code[1:-1] if is_padded else code
