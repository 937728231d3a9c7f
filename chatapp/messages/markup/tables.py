"""Tables, as GitHub and `DataFrame.to_markdown()` write them: each row between pipes, the second one of dashes.

Source: the rule `table` of markdown-it-py, which this replaces. That one drops cells beyond the header's, and takes
lines without pipes for rows.
"""

import re
from collections.abc import Iterator
from typing import Final

from markdown_it.rules_block import StateBlock

from chatapp.messages.markup.budget import BLOCK, CELL, spend
from chatapp.messages.markup.containers import is_outside, may_begin, text_at

PIPE: Final = re.compile(r"(?<!\\)\|")
DASHES: Final = re.compile(r"[|:\- \t]+")
ALIGNMENT: Final = re.compile(r"(:?)-+(:?)")
CLASSES: Final = {("", ""): "", (":", ""): "", ("", ":"): "right", (":", ":"): "center"}


def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a header, a row of dashes, and rows with at most as many cells; any other line ends the table."""
    alignments = _alignments(state, start + 1) if start + 1 < end and may_begin(state, start) else None
    header = _cells(state, start) if alignments else None
    if not alignments or header is None or len(header) != len(alignments) or not any(header):
        return False
    if silent:
        return True
    rows = list(_rows(state, start + 2, end, len(alignments)))
    if not spend(state.env, BLOCK + CELL * (len(rows) + 1) * len(alignments)):
        return False
    opening = state.push("table_open", "table", 1)
    state.push("thead_open", "thead", 1)
    _push_row(state, "th", header, alignments)
    state.push("thead_close", "thead", -1)
    _push_body(state, rows, alignments)
    state.push("table_close", "table", -1)
    state.line = start + 2 + len(rows)
    opening.map = [start, state.line]
    return True


def _alignments(state: StateBlock, line: int) -> list[str] | None:
    """Return each column's class, or None if a line is no row of dashes."""
    if is_outside(state, line) or not DASHES.fullmatch(text_at(state, line)):
        return None
    cells = _cells(state, line) or []
    found = [ALIGNMENT.fullmatch(cell) for cell in cells]
    return [CLASSES[cell[1], cell[2]] for cell in found if cell] if cells and all(found) else None


def _cells(state: StateBlock, line: int) -> list[str] | None:
    """Return the cells of a line, or None if it does not begin with a pipe."""
    text = text_at(state, line)
    if not text.startswith("|"):
        return None
    cells = PIPE.split(text[1:])
    if len(cells) > 1 and not cells[-1]:
        cells.pop()
    return [cell.strip().replace("\\|", "|") for cell in cells]


def _push_body(state: StateBlock, rows: list[list[str]], alignments: list[str]) -> None:
    if rows:
        state.push("tbody_open", "tbody", 1)
        for cells in rows:
            _push_row(state, "td", cells, alignments)
        state.push("tbody_close", "tbody", -1)


def _rows(state: StateBlock, line: int, end: int, columns: int) -> Iterator[list[str]]:
    while line < end and not is_outside(state, line):
        cells = _cells(state, line)
        if cells is None or len(cells) > columns:
            return
        yield cells
        line += 1


def _push_row(state: StateBlock, tag: str, cells: list[str], alignments: list[str]) -> None:
    state.push("tr_open", "tr", 1)
    for cell, alignment in zip(cells, alignments, strict=False):
        opening = state.push(f"{tag}_open", tag, 1)
        if alignment:
            opening.attrs["class"] = alignment
        inline = state.push("inline", "", 0)
        inline.content, inline.children = cell, []
        state.push(f"{tag}_close", tag, -1)
    state.push("tr_close", "tr", -1)
