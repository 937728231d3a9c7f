"""Inserting many rows at once, the fastest way for each database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, insert
from sqlalchemy.exc import DBAPIError


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row[Any]]) -> None:
    """Insert rows into a table; on PostgreSQL by COPY, which takes a fraction of the time of INSERTs."""
    positions = [at for at, column in enumerate(table.columns) if column.computed is None]
    names = [list(table.columns)[at].name for at in positions]
    values = [[row[at] for at in positions] for row in rows]
    if connection.dialect.name == "postgresql":
        _copy_in(connection, table.name, names, values)
    else:
        connection.execute(insert(table), [dict(zip(names, one, strict=True)) for one in values])


def _copy_in(connection: Connection, table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    import psycopg  # here: see `models.postgresql.parameters`
    from psycopg import sql

    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as incoming:
            for row in rows:
                incoming.write_row(row)
    except psycopg.Error as error:  # SQLAlchemy wraps it like this for its own statements
        raise DBAPIError.instance("COPY", (), error, psycopg.Error, dialect=connection.dialect) from error
