"""Blocks of code between fences. Nothing on a fence's line gets lost, and a fence around nothing is text.

Source: the rule `fence` of markdown-it-py, which this replaces. That one drops what stands beside the language, and
shows an empty box for a line of tildes.
"""

import re
from dataclasses import dataclass
from typing import Final

from markdown_it.rules_block import StateBlock

from chatapp.messages.markup.budget import BLOCK, spend
from chatapp.messages.markup.containers import begins, is_outside, may_begin, text_at
from chatapp.messages.markup.highlighting import LANGUAGES
from chatapp.messages.markup.paragraphs import push_text

RUN: Final = re.compile(r"`{3,}|~{3,}")
WORD: Final = re.compile(r"(?:[^\W_]|[+#.-])+")
SHORTEST: Final = 3


@dataclass(frozen=True, slots=True)
class Opening:
    """A fence that begins a block. ``beside``: what stands on its line."""

    run: str
    beside: str

    @property
    def has_word(self) -> bool:
        """Say whether at most one word stands beside the fence."""
        return not self.beside or WORD.fullmatch(self.beside) is not None


@dataclass(frozen=True, slots=True)
class Closing:
    """Where a block of code ends. ``line``: that of the fence, or the one after the last of the code.

    ``code``: what of the fence's line is still code; ``text``: the position of what follows the fence in it;
    ``is_doubtful``: it may as well be the first fence of a block within the code.
    """

    line: int
    is_fence: bool = False
    code: str | None = None
    text: int | None = None
    is_doubtful: bool = False


def fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a fence and the code after it, up to a fence as long as it, or to the end."""
    opening = _opening(state, start)
    if opening is None or (silent and opening.run[0] == "~" and len(opening.run) > SHORTEST):  # it underlines a title
        return False
    closing = _closing(state, start, end, opening)
    if not closing.is_fence and (opening.run[0] == "~" or not opening.has_word):
        return False
    language = _language(opening, closing)
    code = _code(state, start, closing, opening if language is None else None)
    if not code.strip() and not closing.is_fence:
        return False
    if silent:
        return True
    state.line = closing.line + closing.is_fence
    if not code.strip():
        push_text(state, start, state.line)
        return True
    if closing.text is not None:
        state.line = closing.line
        state.bMarks[state.line], state.tShift[state.line] = closing.text, 0  # what follows the fence is a line
    spend(state.env, BLOCK)
    token = state.push("fence", "code", 0)
    token.info, token.content, token.map = language or "", code, [start, state.line]
    return True


def _opening(state: StateBlock, line: int) -> Opening | None:
    run = RUN.match(state.src, begins(state, line), state.eMarks[line])
    if run is None or not may_begin(state, line):
        return None
    opening = Opening(run[0], state.src[run.end() : state.eMarks[line]].strip())
    if "`" in opening.beside and run[0][0] == "`":
        return None  # code within a line
    return None if run[0][0] == "~" and not opening.has_word else opening


def _closing(state: StateBlock, start: int, end: int, opening: Opening) -> Closing:
    """Return where a block ends. Where no fence is, or a doubtful one at best, is remembered: no text takes long."""
    key = f"no fence of {opening.run[0]} at {state.level}, {state.blkIndent}"
    since, until, last, length = state.env.get(key, (0, 0, 0, 0))
    is_known = since <= start < until and len(opening.run) >= length
    if is_known and start >= last:
        return Closing(until)
    line, last, doubtful = start + 1, start, None
    while line < end and (state.isEmpty(line) or not is_outside(state, line)):
        found = _closes(state, line, opening.run)
        if found is not None and (is_known or not found.is_doubtful):
            return found
        if found is not None:
            last, doubtful = line, doubtful or found
        line += 1
    state.env[key] = (start, line, last, len(opening.run))
    return doubtful or Closing(line)


def _closes(state: StateBlock, line: int, run: str) -> Closing | None:
    text = text_at(state, line)
    if run[0] not in text or not may_begin(state, line):
        return None
    found = RUN.match(text)
    if found is None:
        before, _, _ = text.partition("`")
        is_at_end = run[0] == "`" and len(text) - len(before) >= len(run) and not text[len(before) :].strip("`")
        return Closing(line, True, code=before) if is_at_end else None
    beside = text[found.end() :]
    if found[0][0] != run[0] or len(found[0]) < len(run):
        return None
    if not beside:
        return Closing(line, True)
    if run[0] == "~" or "`" in beside:
        return None
    after = begins(state, line) + len(text) - len(beside.lstrip())
    return Closing(line, True, text=after, is_doubtful=WORD.fullmatch(beside) is not None)


def _language(opening: Opening, closing: Closing) -> str | None:
    """Return the language beside a fence; None if what is there is code."""
    if not opening.has_word:
        return None
    is_doubtful = closing.code is not None and opening.beside.lower() not in LANGUAGES
    return None if opening.beside and is_doubtful else opening.beside


def _code(state: StateBlock, start: int, closing: Closing, opening: Opening | None) -> str:
    """Return the code of a block. ``opening``: the fence, if what stands beside it is code."""
    code = state.getLines(start + 1, closing.line, state.sCount[start], True)
    first = f"{opening.beside}\n" if opening is not None and opening.beside else ""
    last = f"{closing.code}\n" if closing.code is not None else ""
    return first + (code if code.endswith("\n") or not code else code + "\n") + last
