"""Bold, italic and struck-out text: when `*`, `_` and `~~` are marks, and when they are characters like any other.

Source: the rules `emphasis` and `strikethrough` of markdown-it-py, whose pairing stays. Which marks may begin or end a
pair is decided here: by CommonMark `2*3*4` has an italic 3, and `これは**「強調」**です` no bold word.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from chatapp.messages.markup.budget import MARK, spend

RUNS: Final = {"*": (1, 2, 3), "_": (1,), "~": (2,)}  # how long a run of a mark may be; longer ones are drawings
MARKS: Final = re.compile(r"[*_~]+")
UNSPACED: Final = (
    re.compile(  # scripts that put no spaces between words, or write endings without one; with their punctuation
        "[\u0e00-\u0eff\u0f00-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
        "\ufe30-\ufe4f\uff00-\uffef\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
    )
)
BEFORE_OPENING: Final = "([{\"'-,;:!?"
AFTER_CLOSING: Final = ")]}\"'-.,;:!?"
OPERATORS: Final = "+=<>&|"  # on the outer side of `*` and `~~`, not of `_`
NEVER_FIRST: Final = "/.,;!?)]}%=|\\"  # in emphasised text: `*.py`, `*/`, `*=`
NEVER_LAST: Final = "/([{<\\"  # `src/*`, `f(*`
FIRST_AFTER_SIGN: Final = "`[@#$"  # what may be first in `(**#12**)`
SUBSTANCE: Final = re.compile(r"[^\W_]|[^\x00-\x7f]")
DIGITS: Final = tuple("0123456789")
QUOTES: Final = "\"'"
BEFORE_QUOTE: Final = " \t\n([{"  # what an opening quotation mark follows
AFTER_QUOTE: Final = " \t\n)]}.,;:!?"


class Surroundings(NamedTuple):
    """The two characters on either side of adjacent marks, spaces at the ends of the text."""

    before: str  # the last two
    after: str  # the first two


def marks(state: StateInline, silent: bool) -> bool:
    """Parse a run of a mark: remembered for pairing if it may begin or end emphasised text, otherwise text."""
    mark = state.src[state.pos]
    if silent or mark not in RUNS:
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == mark:
        end += 1
    length = end - state.pos
    can_open, can_close = _roles(mark, *_surroundings(state))
    if length in RUNS[mark] and (can_open or can_close) and spend(state.env, MARK * length):
        for _ in range(1 if mark == "~" else length):
            _push(state, mark, length, can_open, can_close)
    else:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _push(state: StateInline, mark: str, length: int, can_open: bool, can_close: bool) -> None:
    state.push("text", "", 0).content = "~~" if mark == "~" else mark
    rule_of_three = 0 if mark == "~" else length
    state.delimiters.append(Delimiter(ord(mark), rule_of_three, len(state.tokens) - 1, -1, can_open, can_close))


def _surroundings(state: StateInline) -> tuple[str, str]:
    """Return what surrounds the marks at the parser's position; found out once for marks next to each other."""
    of, until, before, after = state.env.get("marks", (None, 0, "", ""))
    if of is not state or not state.pos < until <= state.posMax:
        found = MARKS.match(state.src, state.pos, state.posMax)
        until = found.end() if found else state.pos
        before = state.src[max(0, state.pos - 2) : state.pos].rjust(2)
        after = state.src[until : min(until + 2, state.posMax)].ljust(2)
        state.env["marks"] = (state, until, before, after)
    return before, after


@lru_cache(4_096)
def _roles(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """Say whether a mark may begin and end emphasised text. Most have one of a few surroundings."""
    around = Surroundings(before, after)
    return _can_open(mark, around), _can_close(mark, around)


def _can_open(mark: str, around: Surroundings) -> bool:
    outer, inner = around.before[1], around.after[0]
    if inner.isspace() or inner in NEVER_FIRST:
        return False
    if outer.isspace() or (mark != "_" and _is_unspaced(outer, inner)):
        return True
    if _is_word(outer) or (outer in QUOTES and around.before[0] not in BEFORE_QUOTE):
        return False
    if outer.isascii():
        return _is_border(mark, outer, BEFORE_OPENING) and (
            _is_word(inner) or not inner.isascii() or inner in FIRST_AFTER_SIGN
        )
    return True


def _can_close(mark: str, around: Surroundings) -> bool:
    inner, outer = around.before[1], around.after[0]
    if inner.isspace() or inner in NEVER_LAST:
        return False
    if outer.isspace() or (mark != "_" and _is_unspaced(outer, inner)):
        return True
    if _is_word(outer) or inner == outer or (outer in QUOTES and around.after[1] not in AFTER_QUOTE):
        return False
    if outer == "." and _is_word(around.after[1]):
        return False
    return not outer.isascii() or _is_border(mark, outer, AFTER_CLOSING)


def _is_border(mark: str, character: str, usual: str) -> bool:
    return character in usual or (mark != "_" and character in OPERATORS)


def _is_unspaced(outer: str, inner: str) -> bool:
    return UNSPACED.match(outer) is not None or UNSPACED.match(inner) is not None


def _is_word(character: str) -> bool:
    """Say whether a character is a letter, a digit, or a mark on one (a variation selector is an emoji's)."""
    is_mark = unicodedata.category(character).startswith("M") and not "\ufe00" <= character <= "\ufe0f"
    return character.isalnum() or is_mark


def part_code(state: StateInline) -> None:
    """Part pairs that emphasise nothing, as in the face `*_*`; numbers: `2 *3* 4`; names: `_x, y_z, id_`."""
    if not any(mark in state.src for mark in RUNS):
        return
    substance = [0, *accumulate(map(_has_substance, state.tokens))]
    underscores = [0, *accumulate("_" in token.content for token in state.tokens)]
    for delimiters in (state.delimiters, *(meta["delimiters"] for meta in state.tokens_meta if meta)):
        for delimiter in delimiters:
            if delimiter.end < 0:
                continue
            first, last = delimiter.token + 1, delimiters[delimiter.end].token
            is_hollow = substance[first] == substance[last]
            has_names = delimiter.marker == ord("_") and underscores[first] != underscores[last]
            if (
                is_hollow
                or has_names
                or (delimiter.length == 1 and _is_number(state.tokens[first], state.tokens[last - 1]))
            ):
                delimiter.end = -1


def _has_substance(token: Token) -> bool:
    return token.type != "text" or SUBSTANCE.search(token.content) is not None


def _is_number(first: Token, last: Token) -> bool:
    """Say whether text is a number, or begins and ends with one."""
    return first.content[:1] in DIGITS and last.content[-1:] in DIGITS
