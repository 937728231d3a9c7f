"""Quotes: lines that begin with `> `, and no others. What follows without the mark is the writer's own.

Source: the rule `blockquote` of markdown-it-py, which this replaces. That one takes `>:(` for a quote, and the answer
below a quote for a part of it.
"""

from markdown_it.rules_block import StateBlock

from chatapp.messages.markup.budget import BLOCK, spend
from chatapp.messages.markup.containers import begins, enter, is_outside, may_begin, may_contain

Marks = tuple[list[int], list[int], list[int], list[int]]


def quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse lines that begin with `> `; after the first, a lone `>` is an empty line of the quote."""
    if not may_contain(state) or not _is_quoted(state, start) or _is_blank(state, start):
        return False
    if silent:
        return True
    spend(state.env, BLOCK)
    after = start + 1
    while after < end and _is_quoted(state, after):
        after += 1
    _push(state, start, after)
    state.line = after
    return True


def _is_quoted(state: StateBlock, line: int) -> bool:
    if is_outside(state, line) or not may_begin(state, line):
        return False
    position, end = begins(state, line), state.eMarks[line]
    return state.src[position : position + 1] == ">" and (position + 1 == end or state.src[position + 1] in " \t")


def _is_blank(state: StateBlock, line: int) -> bool:
    return not state.src[begins(state, line) + 1 : state.eMarks[line]].strip()


def _push(state: StateBlock, start: int, after: int) -> None:
    lines = slice(start, after)
    columns = (state.bMarks, state.tShift, state.sCount, state.bsCount)
    before = [column[lines] for column in columns]
    for line in range(start, after):
        _skip_mark(state, line)
    indentation, state.blkIndent = state.blkIndent, 0
    outer = enter(state, None)
    state.push("blockquote_open", "blockquote", 1).map = [start, after]
    state.md.block.tokenize(state, start, after)
    state.push("blockquote_close", "blockquote", -1)
    enter(state, outer)
    state.blkIndent = indentation
    for column, kept in zip(columns, before, strict=True):
        column[lines] = kept


def _skip_mark(state: StateBlock, line: int) -> None:
    """Let a line begin after its mark and one space, with the white space that follows."""
    text = min(begins(state, line) + 2, state.eMarks[line])
    column = state.bsCount[line] + state.sCount[line] + 2
    position, at = text, column
    while position < state.eMarks[line] and state.src[position] in " \t":
        at += 1 if state.src[position] == " " else 4 - at % 4
        position += 1
    state.bMarks[line], state.tShift[line] = text, position - text
    state.sCount[line], state.bsCount[line] = at - column, column
