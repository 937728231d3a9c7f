"""Integrity of a copy: foreign keys hold, and sequences go on after the copied rows."""

from typing import Any

from sqlalchemy import Connection, ForeignKeyConstraint, Table, and_, func, select, text

from chatapp.transfer.sync.errors import CopyMismatch
from chatapp.transfer.sync.location import DatabaseLocation

# Sequences are only moved forward: setval is not undone by a rollback.
CONTINUE_SEQUENCE = """
SELECT setval(sequence, greatest(last, coalesce(pg_sequence_last_value(sequence), 1)))
FROM (SELECT max({column}) AS last, pg_get_serial_sequence('{table}', '{column}')::regclass AS sequence FROM {table}) n
WHERE last IS NOT NULL AND sequence IS NOT NULL
"""


def references(table: Table) -> list[ForeignKeyConstraint]:
    """Return a table's foreign keys, ordered by name."""
    return sorted(table.foreign_key_constraints, key=lambda constraint: str(constraint.name))


def check_reference(connection: Connection, location: DatabaseLocation, reference: ForeignKeyConstraint) -> None:
    """Check that every row that ``reference`` refers to exists.

    Raises:
        CopyMismatch: rows are missing.
    """
    columns = [element.parent for element in reference.elements]
    targets = [element.column for element in reference.elements]
    other = targets[0].table.alias("other")
    matches: Any = and_(*(column == other.c[target.name] for column, target in zip(columns, targets, strict=True)))
    missing = (
        select(func.count())
        .select_from(reference.table.outerjoin(other, matches))
        .where(columns[0].is_not(None), other.c[targets[0].name].is_(None))
    )
    if found := connection.execute(missing).scalar_one():
        referred = targets[0].table.name
        raise CopyMismatch(
            f"{location.name}: rows of {reference.table.name} that refer to a missing {referred}: {found:,}."
        )


def continue_numbering(connection: Connection, table: Table) -> None:
    """Move a table's PostgreSQL sequence past the copied rows; SQLite needs nothing."""
    primary = list(table.primary_key.columns)
    if connection.dialect.name == "postgresql" and len(primary) == 1 and not primary[0].foreign_keys:
        connection.execute(text(CONTINUE_SEQUENCE.format(table=table.name, column=primary[0].name)))
