"""Tables and pictures out of what Python teams have at hand: data frames, figures, images. None of it is imported.

What something is, its methods tell: a bot that returns a data frame has pandas or polars, Chatapp needs neither.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from itertools import islice
from typing import Any, Final, NamedTuple

from chatapp.content.terminal_text import one_line

Cell = bool | int | float | str | None

ROWS, COLUMNS = 200, 30  # of a table in a message
LARGEST: Final = 2**53 - 1
CELL: Final = 200  # characters of a cell
SHARE: Final = 24 * 1024  # bytes that a table may take, of the 32 KB of a message's blocks
PICTURE: Final = 160  # dots an inch


class Table(NamedTuple):
    """The beginning of a table, as much as a message takes. ``more``: rows that it leaves out."""

    title: str
    columns: list[str]
    rows: list[list[Cell]]
    more: int
    is_whole: bool

    def block(self) -> dict[str, Any]:
        """Return it as a block of a message (docs/blocks.md)."""
        return {"type": "table", "title": self.title, "columns": self.columns, "rows": self.rows, "more": self.more}


def is_frame(value: Any) -> bool:
    """Say whether a value is a data frame, of pandas or polars."""
    return hasattr(value, "columns") and (hasattr(value, "itertuples") or hasattr(value, "iter_rows"))


def is_figure(value: Any) -> bool:
    """Say whether a value is a figure of matplotlib, or has one, as axes do."""
    return hasattr(value, "savefig") or hasattr(getattr(value, "figure", None), "savefig")


def is_image(value: Any) -> bool:
    """Say whether a value is an image of Pillow."""
    return hasattr(value, "save") and hasattr(value, "size") and hasattr(value, "mode")


def is_records(value: Any) -> bool:
    """Say whether a value is a list of dictionaries: rows with names."""
    return isinstance(value, Sequence) and bool(value) and all(isinstance(one, Mapping) for one in value)


def frame_table(frame: Any, title: str = "") -> Table:
    """Return the beginning of a data frame."""
    columns = [_name(one) for one in frame.columns]
    index = _index_of(frame)
    rows = frame.itertuples(index=bool(index)) if hasattr(frame, "itertuples") else frame.iter_rows()
    return _table([*index, *columns], rows, len(frame), title)


def records_table(records: Sequence[Mapping[Any, Any]], title: str = "") -> Table:
    """Return the beginning of rows with names."""
    names = list(dict.fromkeys(key for one in records for key in one))
    return _table(
        [str(name) for name in names], ([one.get(name) for name in names] for one in records), len(records), title
    )


def frame_csv(frame: Any) -> bytes:
    """Return a whole data frame as CSV."""
    if hasattr(frame, "to_csv"):
        return str(frame.to_csv(index=bool(_index_of(frame)))).encode()
    return str(frame.write_csv()).encode()


def figure_png(value: Any) -> bytes:
    """Return a figure as a picture."""
    figure = value if hasattr(value, "savefig") else value.figure
    content = BytesIO()
    figure.savefig(content, format="png", dpi=PICTURE, bbox_inches="tight")
    return content.getvalue()


def image_png(image: Any) -> bytes:
    """Return an image as a picture."""
    content = BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def cell_of(value: Any) -> Cell:
    """Return a value as a cell: numbers stay numbers, what is missing is empty, all else is text."""
    if hasattr(value, "item") and callable(value.item) and getattr(value, "shape", None) == ():
        value = value.item()  # one of numpy's numbers
    if _is_missing(value):
        return None
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) <= LARGEST):
        return value
    if isinstance(value, float):
        return float(f"{value:.10g}") if math.isfinite(value) else str(value)
    return one_line(str(value))[:CELL]


def _is_missing(value: Any) -> bool:
    """Say whether a value stands for none: None, not a number, pandas' NaT and NA."""
    if value is None or type(value).__name__ == "NAType":
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError):  # an array in a cell
        return False


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]], count: int, title: str) -> Table:
    """Return a table of as many rows and columns as a message takes."""
    names = [one_line(name)[:CELL] for name in columns[:COLUMNS]] or [""]
    cells = [[cell_of(one) for one in tuple(row)[: len(names)]] for row in islice(rows, ROWS)]
    kept, size = list[list[Cell]](), _size(names)
    for row in cells:
        size += _size(row)
        if size > SHARE:
            break
        kept.append(row)
    is_whole = len(kept) == count and len(names) == len(columns)
    return Table(one_line(title)[:CELL], names, kept, count - len(kept), is_whole)


def _size(row: Sequence[Cell]) -> int:
    """Return how many bytes of JSON a row takes."""
    return len(json.dumps(row, ensure_ascii=False).encode())


def _index_of(frame: Any) -> list[str]:
    """Return the name of an index that says something: pandas' own numbering does not."""
    index = getattr(frame, "index", None)
    if index is None or type(index).__name__ == "RangeIndex":
        return []
    return [str(getattr(index, "name", None) or "")]


def _name(column: Any) -> str:
    return " / ".join(map(str, column)) if isinstance(column, tuple) else str(column)
