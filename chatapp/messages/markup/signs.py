"""Signs: the `@` or `#` before what may be a name. Whether it is one, a message's text alone does not say.

So a sign gets an element of its own, by which names are found, and filled in without rendering the text again. There
are none in code, in links and in addresses.
"""

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from chatapp.messages.markup.budget import NOTE, spend

SIGNS: Final = frozenset("@\uff20#")
NEVER_BEFORE: Final = frozenset("@\uff20&#")  # characters after which no name begins
UNSPACED: Final = re.compile(  # a letter of a script that puts no spaces between words
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)


def add_signs(parser: MarkdownIt) -> None:
    """Make a parser find the signs before names. Call it after the rules of links and addresses."""
    parser.inline.ruler.push("sign", _sign)


def _sign(state: StateInline, silent: bool) -> bool:
    if silent or state.src[state.pos] not in SIGNS or state.linkLevel or not _may_begin(state.src, state.pos):
        return False
    if not spend(state.env, NOTE):
        return False
    state.push("sign", "span", 0).content = state.src[state.pos]
    state.pos += 1
    return True


def _may_begin(src: str, at: int) -> bool:
    """Say whether a name may begin at a sign: there is one after it, and the sign is not within a word or address."""
    before = src[max(0, at - 9) : at].rstrip("_")[-1:] or " "  # an underscore may begin emphasis
    is_in_word = before in NEVER_BEFORE or (before.isalnum() and UNSPACED.match(before) is None)
    return src[at + 1 : at + 2].isalnum() and not is_in_word
