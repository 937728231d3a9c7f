"""What a database holds, in words for whoever was about to write over it."""

from collections.abc import Collection

from sqlalchemy import Connection, Table, func, literal_column, select

from chatapp.transfer.sync.location import Place
from chatapp.transfer.sync.tables import copied

MADE_BY_MIGRATION = {"category"}
TOLD = ("account", "room", "message")


def of(connection: Connection) -> str:
    """Say what a Chatapp's database holds, such as "8 accounts, 7 rooms, 312 messages"; empty if nothing."""
    return of_an_older(connection, [table.name for table in copied()])


def of_an_older(connection: Connection, tables: Collection[str]) -> str:
    """Say the same of a database that has only some of today's tables."""
    looked = [table for table in copied() if table.name in tables and table.name not in MADE_BY_MIGRATION]
    if not any(_has_rows(connection, table) for table in looked):
        return ""
    counted = [(table.name, _count(connection, table)) for table in looked if table.name in TOLD]
    return ", ".join(f"{number:,} {name}{'' if number == 1 else 's'}" for name, number in counted)


def somebodys(place: Place, what: str) -> str:
    """Return the sentence that refuses a database in use."""
    return (
        f"{place.name} names a database that is no copy: it holds a Chatapp of its own ({what}). Nothing was changed; "
        "give an empty database, or a copy that Chatapp has made of the same original."
    )


def _has_rows(connection: Connection, table: Table) -> bool:
    return connection.execute(select(literal_column("1")).select_from(table).limit(1)).first() is not None


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
