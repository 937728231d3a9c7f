"""Lists: bullets and numbers as they were typed. An item goes on only in lines that are indented below its mark.

Source: the rule `list` of markdown-it-py, which this replaces. That one takes up the lines after a list, counts on by
itself, and loses what is nested too deep.
"""

import re
from dataclasses import dataclass
from typing import Final

from markdown_it.rules_block import StateBlock

from chatapp.messages.markup.budget import ITEM, spend
from chatapp.messages.markup.containers import Item, begins, enter, is_outside, item_of, may_begin, may_contain

MARK: Final = re.compile(r"([-*])(?=[ \t])|(0|[1-9][0-9]{0,2})([.)])(?=[ \t])")  # longer numbers are years and the like
DASHES: Final = re.compile(r"[-*_ \t]*")  # what makes `- - -` a line of dashes
TASK: Final = re.compile(r"\[([ xX])\][ \t](?=[ \t]*[^ \t\n])")
NESTED_FROM: Final = 2  # columns after the mark's first; a nested list may begin there, whatever the mark's width
WIDEST_GAP: Final = 4  # columns between a mark and its text; of more, the first is the mark's


@dataclass(frozen=True, slots=True)
class Mark:
    """An item's mark. ``kind``: its last character; ``number``: None for a bullet; ``end``: the position after it."""

    kind: str
    number: int | None
    end: int


def list_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse items with the same kind of mark, each with what is indented below it."""
    mark = _mark_at(state, start)
    if mark is None or not may_contain(state) or _is_second(state, start):
        return False
    if silent:
        return True
    kind = "bullet" if mark.number is None else "ordered"
    opening = state.push(f"{kind}_list_open", "ul" if mark.number is None else "ol", 1)
    opening.map = [start, start]
    if mark.number is not None and mark.number != 1:
        opening.attrs["start"] = mark.number
    state.line = _items(state, start, end, mark, opening.attrs)
    state.push(f"{kind}_list_close", opening.tag, -1)
    return True


def _is_second(state: StateBlock, line: int) -> bool:
    """Say whether an item begins in the line already: `- - x` is an item with the text `- x`."""
    item = item_of(state)
    return item is not None and item.line == line


def _mark_at(state: StateBlock, line: int) -> Mark | None:
    """Return the mark at the beginning of a line, if text follows it."""
    if not may_begin(state, line):
        return None
    found = MARK.match(state.src, begins(state, line), state.eMarks[line])
    if found is None:
        return None
    text = state.src[found.end() : state.eMarks[line]]
    if not text.strip() or (found[1] and DASHES.fullmatch(text)):
        return None
    return Mark(found[1] or found[3], int(found[2]) if found[2] else None, found.end())


def _items(state: StateBlock, line: int, end: int, mark: Mark, attributes: dict[str, str | int | float]) -> int:
    """Parse a list's items and return the line after them. ``attributes``: the list's, set by what its marks need."""
    due, widest = mark.number, 0
    following: Mark | None = mark
    while following is not None and following.kind == mark.kind:
        item = state.push("list_item_open", "li", 1)
        item.map = [line, line]
        if following.number != due:
            item.attrs["value"] = following.number or 0
        widest = max(widest, following.number or 0)
        due = None if following.number is None else following.number + 1
        line = _item(state, line, end, following)
        state.push("list_item_close", "li", -1)
        is_over = line >= end or is_outside(state, line) or not spend(state.env, ITEM)
        following = None if is_over else _mark_at(state, line)
    classes = [name for name, is_set in (("bracketed", mark.kind == ")"), ("wide", widest > 99)) if is_set]
    if classes:
        attributes["class"] = " ".join(classes)
    return line


def _item(state: StateBlock, line: int, end: int, mark: Mark) -> int:
    """Parse one item and return the line after it."""
    before = state.bMarks[line], state.tShift[line], state.sCount[line], state.bsCount[line], state.blkIndent
    state.blkIndent = state.sCount[line] + NESTED_FROM
    outer = enter(state, Item(line, _skip_mark(state, line, mark)))
    has_box = _take_task(state, line)
    first = len(state.tokens)
    state.md.block.tokenize(state, line, end)
    if has_box and state.tokens[first].type == "item_text_open":
        state.tokens[first - 1 : first + 1] = [state.tokens[first], state.tokens[first - 1]]
    enter(state, outer)
    state.bMarks[line], state.tShift[line], state.sCount[line], state.bsCount[line], state.blkIndent = before
    return state.line


def _skip_mark(state: StateBlock, line: int, mark: Mark) -> int:
    """Let a line begin after its mark, and return the column of the text below which the item's lines go on."""
    column = state.sCount[line] + mark.end - begins(state, line)
    position, at = mark.end, column
    while state.src[position] in " \t":
        at += 1 if state.src[position] == " " else 4 - (at + state.bsCount[line]) % 4
        position += 1
    text, indentation = (position, at) if at - column <= WIDEST_GAP else (mark.end + 1, column + 1)
    state.bMarks[line], state.tShift[line], state.sCount[line] = text, position - text, at
    state.bsCount[line] += indentation
    return indentation


def _take_task(state: StateBlock, line: int) -> bool:
    """Turn `[ ]` or `[x]` at the beginning of an item into a box, and say whether there is one."""
    task = TASK.match(state.src, begins(state, line), state.eMarks[line])
    if task is None:
        return False
    state.tokens[-1].attrs["class"] = "task"
    state.push("task_box", "span", 0).meta["is_done"] = task[1] != " "
    state.bMarks[line], state.tShift[line] = task.end(), 0
    return True
