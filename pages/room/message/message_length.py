"""How many lines a message takes, about: what takes more than twenty is shown folded, on narrow screens sooner."""

from typing import Final

LINES: Final = 20
COLUMN, NARROW_COLUMN = 95, 42  # characters of a line in the column, and on a phone
SHORT: Final = LINES * NARROW_COLUMN // 2  # characters without many line ends: certainly shown whole
SLACK: Final = 3  # lines: nobody presses a button for two more


def fold_classes(body: str) -> str:
    """Return the classes of a message's text that is folded: everywhere, or only on narrow screens."""
    if len(body) < SHORT and body.count("\n") <= LINES:
        return ""
    lines = body.split("\n")
    if _count(lines, COLUMN) > LINES + SLACK:
        return "long narrow-long"
    return "narrow-long" if _count(lines, NARROW_COLUMN) > LINES + SLACK else ""


def _count(lines: list[str], column: int) -> int:
    return sum(max(1, -(-len(line) // column)) for line in lines)
