"""Lines of text, as they were typed; headings and horizontal rules, which are lines of text with a mark."""

import re
from typing import Final

from markdown_it.rules_block import StateBlock

from chatapp.messages.markup.budget import BLOCK, LINE, is_spent, spend
from chatapp.messages.markup.containers import begins, is_outside, item_of, text_at

FIRST_CHARACTERS: Final = frozenset("#>-*|`~0123456789")  # what another block may begin with
HEADING: Final = re.compile(r"(#{1,3})[ \t](?=[ \t]*[^ \t\n])")
RULE: Final = "---"
CODE_MARK: Final = "```"
CODE_AT_END: Final = re.compile(r"[^`]+(`{3,})")  # `see: ```` and a line break


def paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse lines up to an empty one or another block. Their leading spaces stay, except an item's indentation."""
    line, has_code = start + 1, CODE_MARK in state.src
    opened = _opened(text_at(state, start), "") if has_code else ""
    while line < end and not is_spent(state.env):
        if not _ends_code(state, line, opened) and _is_over(state, line, end):
            break
        opened = _opened(text_at(state, line), opened) if has_code else ""
        line += 1
    else:  # where the budget is used up, no block begins: at an empty line the rest does
        while line < end and not state.isEmpty(line) and not is_outside(state, line):
            line += 1
    push_text(state, start, line)
    state.line = line
    return True


def rest(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take what is left of a message as text when its budget is used up."""
    if silent or not is_spent(state.env):
        return False
    line = start + 1
    while line < end and (state.isEmpty(line) or not is_outside(state, line)):
        line += 1
    push_text(state, start, line)
    state.line = line
    return True


def push_text(state: StateBlock, start: int, end: int) -> None:
    """Add lines as a paragraph, or as text of an item: copied, items have no empty lines between them."""
    spend(state.env, BLOCK)
    kind, tag = ("paragraph", "p") if item_of(state) is None else ("item_text", "div")
    state.push(f"{kind}_open", tag, 1).map = [start, end]
    token = state.push("inline", "", 0)
    token.content = _content(state, start, end)
    token.map = [start, end]
    token.children = []
    state.push(f"{kind}_close", tag, -1)


def _content(state: StateBlock, start: int, end: int) -> str:
    item = item_of(state)
    if item is None:
        return _lines(state, start, end, state.blkIndent)
    if item.line != start:
        return _lines(state, start, end, item.indentation)
    first = state.src[state.bMarks[start] : state.eMarks[start]]  # what precedes it is the item's mark
    return "\n".join([first, *([_lines(state, start + 1, end, item.indentation)] if start + 1 < end else [])])


def _lines(state: StateBlock, start: int, end: int, indentation: int) -> str:
    """Return lines without so many columns before them."""
    if indentation:
        return state.getLines(start, end, indentation, False)
    both = zip(state.bMarks[start:end], state.eMarks[start:end], strict=True)
    return "\n".join([state.src[first:last] for first, last in both])  # the same, in a quarter of the time


def _opened(line: str, before: str) -> str:
    """Return the backticks after a line: those that began code in the text before, or at this line's end."""
    if before:
        return "" if before in line else before
    found = CODE_AT_END.fullmatch(line)
    return found[1] if found else ""


def _ends_code(state: StateBlock, line: int, opened: str) -> bool:
    """Say whether a line begins with the end of code that began in the text before, so that it is no fence."""
    text = text_at(state, line) if opened and not is_outside(state, line) else ""
    return bool(text) and text.startswith(opened) and text[len(opened) : len(opened) + 1] in {"", " "}


def _is_over(state: StateBlock, line: int, end: int) -> bool:
    if state.isEmpty(line) or is_outside(state, line):
        return True
    if state.src[begins(state, line)] not in FIRST_CHARACTERS or not spend(state.env, LINE):
        return False
    return any(rule(state, line, end, True) for rule in state.md.block.ruler.getRules("paragraph"))


def heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse `# `, `## ` or `### ` at the very beginning of a line."""
    if item_of(state) is not None or state.sCount[start] != state.blkIndent:
        return False
    position = begins(state, start)
    mark = HEADING.match(state.src, position, state.eMarks[start])
    if mark is None:
        return False
    if not silent:
        spend(state.env, BLOCK)
        state.line = start + 1
        state.push("heading_open", "p", 1).map = [start, start + 1]
        token = state.push("inline", "", 0)
        token.content = state.src[mark.end() : state.eMarks[start]]
        token.children = []
        state.push("heading_close", "p", -1)
    return True


def horizontal_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse `---` on a line of its own with an empty line before and after it, which are part of the mark."""
    if text_at(state, start) != RULE or state.sCount[start] != state.blkIndent:
        return False
    if start == 0 or not state.isEmpty(start - 1) or start + 1 >= end or not state.isEmpty(start + 1):
        return False
    if not silent:
        state.push("hr", "hr", 0).map = [start - 1, start + 2]
        state.line = start + 1
    return True
