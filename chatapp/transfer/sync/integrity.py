"""Whether a copy is whole: every row that is referred to is there, and new rows get numbers that are free."""

from typing import Any

from sqlalchemy import Connection, ForeignKeyConstraint, Table, and_, func, select, text

from chatapp.transfer.sync.errors import Differs
from chatapp.transfer.sync.location import Place

# A sequence is never set back: that cannot be undone with the transaction.
GO_ON = """
SELECT setval(sequence, greatest(last, coalesce(pg_sequence_last_value(sequence), 1)))
FROM (SELECT max({column}) AS last, pg_get_serial_sequence('{table}', '{column}')::regclass AS sequence FROM {table}) n
WHERE last IS NOT NULL AND sequence IS NOT NULL
"""


def references(table: Table) -> list[ForeignKeyConstraint]:
    """Return what a table refers to."""
    return sorted(table.foreign_key_constraints, key=lambda constraint: str(constraint.name))


def check_reference(connection: Connection, place: Place, reference: ForeignKeyConstraint) -> None:
    """Look for rows that refer to one that is not there.

    Raises:
        Differs: there are some.
    """
    columns = [element.parent for element in reference.elements]
    others = [element.column for element in reference.elements]
    other = others[0].table.alias("other")
    is_it: Any = and_(*(column == other.c[theirs.name] for column, theirs in zip(columns, others, strict=True)))
    lost = (
        select(func.count())
        .select_from(reference.table.outerjoin(other, is_it))
        .where(columns[0].is_not(None), other.c[others[0].name].is_(None))
    )
    if found := connection.execute(lost).scalar_one():
        lost_one = others[0].table.name
        raise Differs(f"{place.name}: rows of {reference.table.name} that refer to a lost {lost_one}: {found:,}.")


def continue_numbering(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after those that were copied; SQLite does so by itself."""
    primary = list(table.primary_key.columns)
    if connection.dialect.name == "postgresql" and len(primary) == 1 and not primary[0].foreign_keys:
        connection.execute(text(GO_ON.format(table=table.name, column=primary[0].name)))
