"""What a database holds, in words for the operator who was about to overwrite it."""

from collections.abc import Collection

from sqlalchemy import Connection, Table, func, literal_column, select

from chatapp.transfer.sync.location import DatabaseLocation
from chatapp.transfer.sync.tables import copied_tables

MADE_BY_MIGRATION = {"category"}
COUNTED = ("account", "room", "message")


def describe(connection: Connection) -> str:
    """Return what a database holds, such as "8 accounts, 7 rooms, 312 messages"; "" if nothing."""
    return describe_tables(connection, [table.name for table in copied_tables()])


def describe_tables(connection: Connection, tables: Collection[str]) -> str:
    """Do the same for a database of an older version, which has only these ``tables``."""
    present = [table for table in copied_tables() if table.name in tables and table.name not in MADE_BY_MIGRATION]
    if not any(_has_rows(connection, table) for table in present):
        return ""
    counted = [(table.name, _count(connection, table)) for table in present if table.name in COUNTED]
    return ", ".join(f"{number:,} {name}{'' if number == 1 else 's'}" for name, number in counted)


def in_use_message(location: DatabaseLocation, what: str) -> str:
    """Return the sentence that refuses to overwrite a database in use."""
    return (
        f"{location.name} names a database that isn't a copy: it has its own Chatapp ({what}). Nothing was "
        "changed. Use an empty database, or a copy of the same original."
    )


def _has_rows(connection: Connection, table: Table) -> bool:
    return connection.execute(select(literal_column("1")).select_from(table).limit(1)).first() is not None


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
