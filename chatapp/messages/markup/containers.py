"""Lists and quotes contain other blocks: how deep they may go, and which indentation still begins a block in them."""

from dataclasses import dataclass
from typing import Final

from markdown_it.rules_block import StateBlock

LEVELS_LIMIT: Final = 16  # a list takes two levels, a quote one; what would go deeper is text
INDENTATION_LIMIT: Final = 3  # columns; a mark with more of them before it is part of pasted code, except in an item


@dataclass(frozen=True, slots=True)
class Item:
    """The list item that is being parsed. ``line``: where it begins; ``indentation``: columns before its text."""

    line: int
    indentation: int


def item_of(state: StateBlock) -> Item | None:
    """Return the list item that directly contains what is being parsed."""
    item: Item | None = state.env.get("item")
    return item


def enter(state: StateBlock, item: Item | None) -> Item | None:
    """Set the list item that contains what is parsed next, and return the one before."""
    before = item_of(state)
    state.env["item"] = item
    return before


def begins(state: StateBlock, line: int) -> int:
    """Return the position of a line's first character that is not white space."""
    return state.bMarks[line] + state.tShift[line]


def text_at(state: StateBlock, line: int) -> str:
    """Return a line without the white space around it."""
    return state.src[begins(state, line) : state.eMarks[line]].rstrip()


def is_outside(state: StateBlock, line: int) -> bool:
    """Say whether a line is indented too little for the list item that is being parsed."""
    return state.sCount[line] < state.blkIndent


def may_begin(state: StateBlock, line: int) -> bool:
    """Say whether a block may begin in a line: not after the indentation of pasted code."""
    return item_of(state) is not None or state.sCount[line] - state.blkIndent <= INDENTATION_LIMIT


def may_contain(state: StateBlock) -> bool:
    """Say whether another list or quote may begin here."""
    return state.level < LEVELS_LIMIT
