"""Which tables are copied, in an order that foreign keys allow, and their unique keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, UniqueConstraint

from models import Account

NOT_COPIED = frozenset({"lease", "provenance", "job", "search_index"})  # they describe one database, not its content
PAGE_SIZE = 2_000  # rows
FILE_ROW_FACTOR = 20  # rows that hold files are so many times larger


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """Columns that together are unique. ``free``: one without a foreign key, which may take any value."""

    columns: tuple[Column[Any], ...]
    free: Column[Any]


def copied_tables() -> list[Table]:
    """Return the tables to copy, each after those it refers to."""
    return [table for table in Account.metadata.sorted_tables if table.name not in NOT_COPIED]


def page_size(table: Table, page: int) -> int:
    """Return how many rows of a table to hold in memory; ``page`` is the number for tables without files."""
    holds_files = any(isinstance(column.type, LargeBinary) for column in table.columns)
    return max(1, page // FILE_ROW_FACTOR) if holds_files else page


def unique_keys(table: Table) -> list[UniqueKey]:
    """Return a table's unique constraints and indexes, without the primary key."""
    return [
        UniqueKey(columns, next(column for column in reversed(columns) if not column.foreign_keys))
        for columns in _unique_columns(table)
    ]


def _unique_columns(table: Table) -> Iterator[tuple[Column[Any], ...]]:
    for constraint in sorted(table.constraints, key=lambda constraint: str(constraint.name)):
        if isinstance(constraint, UniqueConstraint):
            yield tuple(constraint.columns)
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        if index.unique:
            yield tuple(index.columns)
