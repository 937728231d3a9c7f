"""What is copied: every table but those that say something about one database, in an order that references allow."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, UniqueConstraint

from models import Account

OWN = frozenset({"lease", "provenance", "job"})  # each database has its own
PAGE = 2_000  # rows
FILES = 20  # rows of a table of files weigh so many times more


@dataclass(frozen=True, slots=True)
class Unique:
    """Columns that together must be unique. ``free``: the one that refers to nothing, and may take any value."""

    columns: tuple[Column[Any], ...]
    free: Column[Any]


def copied() -> list[Table]:
    """Return the tables that are copied, each after those it refers to."""
    return [table for table in Account.metadata.sorted_tables if table.name not in OWN]


def page_size(table: Table, page: int) -> int:
    """Return how many rows of a table are held at once, if ``page`` is the number for small ones."""
    holds_files = any(isinstance(column.type, LargeBinary) for column in table.columns)
    return max(1, page // FILES) if holds_files else page


def uniques(table: Table) -> list[Unique]:
    """Return what must be unique in a table besides its primary key."""
    return [
        Unique(columns, next(column for column in reversed(columns) if not column.foreign_keys))
        for columns in _unique_columns(table)
    ]


def _unique_columns(table: Table) -> Iterator[tuple[Column[Any], ...]]:
    for constraint in sorted(table.constraints, key=lambda constraint: str(constraint.name)):
        if isinstance(constraint, UniqueConstraint):
            yield tuple(constraint.columns)
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        if index.unique:
            yield tuple(index.columns)
