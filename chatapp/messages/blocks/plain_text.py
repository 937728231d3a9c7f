"""Blocks in words: what a message says where blocks can't be shown, as in searches, mails and notifications."""

from collections.abc import Sequence
from typing import Final

from chatapp.messages.blocks.kinds import (
    Block,
    ButtonsBlock,
    FieldsBlock,
    FormBlock,
    ImageBlock,
    ProgressBlock,
    SelectBlock,
    TableBlock,
    TextBlock,
)
from chatapp.messages.blocks.texts import Cell
from chatapp.text import BODY_LIMIT
from chatapp.text import body as text_body

ENDING: Final = "\n…"


def body_of(body: str, blocks: Sequence[Block]) -> str:
    """Return a message's body: what its blocks say, if it is left empty and there are any; maybe nothing.

    Raises:
        Invalid: it is over 10,000 characters, or has control characters.
    """
    clean = text_body(body, may_be_empty=True)
    return clean if clean or not blocks else text_body(as_text(blocks), may_be_empty=True)


def spoken(body: str, blocks: Sequence[Block]) -> str:
    """Return what a message shows as text: who is named in it is called. Tables and buttons call nobody."""
    return "\n\n".join(block.text for block in blocks if isinstance(block, TextBlock)) if blocks else body


def as_text(blocks: Sequence[Block]) -> str:
    """Return what blocks say, as a message's body: at most as long as one may be."""
    whole = "\n\n".join(filter(None, map(_of_block, blocks)))
    return whole if len(whole) <= BODY_LIMIT else whole[: BODY_LIMIT - len(ENDING)] + ENDING


def cell_text(cell: Cell) -> str:
    """Return a cell as it is shown."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "✓" if cell else "✗"
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def percent(value: float | None) -> str:
    """Return how far something is, in whole percents; nothing if nobody knows."""
    return "" if value is None else f"{int(value * 100)} %"


def _of_block(block: Block) -> str:
    match block:
        case TextBlock():
            return block.text
        case FieldsBlock():
            return "\n".join(f"{one.name}: {one.value}" for one in block.fields)
        case TableBlock():
            rows = [" | ".join(map(cell_text, row)) for row in block.rows]
            return "\n".join(filter(None, (block.title, " | ".join(block.columns), *rows)))
        case ImageBlock():
            return ": ".join(filter(None, (block.title or block.alt, block.url)))
        case ProgressBlock():
            return " ".join(filter(None, (f"{block.label}:", block.text or percent(block.value)))).removesuffix(":")
        case ButtonsBlock():
            return " ".join(f"[{button.label}]" for button in block.buttons)
        case SelectBlock():
            return f"[{block.label}]"
        case FormBlock():
            return "\n".join(filter(None, (block.title, f"[{block.label}]")))
