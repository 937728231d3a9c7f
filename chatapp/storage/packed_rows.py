"""Several rows as one string in a column: what belongs to a row is read with it, without a second query."""

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any, Final

from sqlalchemy import ColumnElement, String, cast, func, literal

BETWEEN_FIELDS: Final = "\x1f"  # control characters, which no name can hold
BETWEEN_ROWS: Final = "\x1e"


def pack(identifier: Any, *columns: Any) -> ColumnElement[str]:
    """Return rows of these columns as one string; null when there are none. ``identifier``: what orders the rows."""
    fields: list[ColumnElement[Any]] = []
    for column in (cast(identifier, String), *columns):
        fields += [column, literal(BETWEEN_FIELDS)]
    return func.aggregate_strings(reduce(add, fields[:-1]), BETWEEN_ROWS)


def unpack(packed: str) -> list[Sequence[str]]:
    """Return the columns of each row that was packed, without the identifier, in its order."""
    rows = sorted((row.split(BETWEEN_FIELDS) for row in packed.split(BETWEEN_ROWS)), key=lambda row: int(row[0]))
    return [row[1:] for row in rows]
