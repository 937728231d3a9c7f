"""Making a database that a test has used as empty as the template it came from: a tenth of what another copy costs."""

from dataclasses import dataclass

import psycopg
from psycopg import Connection, sql

WORN = 2 * 2**20  # bytes a database may have grown by
FIRST = 16_384  # the number of the first object that is not PostgreSQL's own
CATALOGS = {  # what is built → the number of the object that it is, or belongs to
    **dict.fromkeys(("pg_class", "pg_constraint", "pg_proc", "pg_trigger"), "oid"),
    "pg_attribute": "attrelid",
    "pg_attrdef": "adrelid",
}
BUILT = "(SELECT concat(count(*), ' ', sum(xmin::text::bigint)) FROM {name} WHERE {number} >= {first})"  # by whom
SHAPE = "SELECT " + ", ".join(BUILT.format(name=name, number=number, first=FIRST) for name, number in CATALOGS.items())
OTHERS = """
    SELECT pg_terminate_backend(pid, 5000)
    FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
SEQUENCES = "SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public'"
SIZE = "SELECT pg_database_size(current_database())"


def _shape(connection: Connection) -> object:
    return connection.execute(SHAPE.encode()).fetchone()


def _size(connection: Connection) -> int:
    ((size,),) = connection.execute(SIZE).fetchall()
    return int(size)


@dataclass(frozen=True)
class Template:
    """What an unused database holds: who built it, the rows it begins with, and where its numbers stand.

    A copy is one of files: its catalogs name the same transactions, until something in it is built or changed.
    """

    shape: object
    size: int
    tables: tuple[str, ...]
    rows: dict[str, bytes]
    sequences: tuple[tuple[str, int, int | None], ...]

    @classmethod
    def of(cls, url: str) -> "Template":
        """Look at a database."""
        with psycopg.connect(url) as connection:
            tables = tuple(str(name) for (name,) in connection.execute(TABLES))
            rows = {}
            for table in tables:
                with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
                    if found := b"".join(bytes(part) for part in copy):
                        rows[table] = found
            sequences = tuple(connection.execute(SEQUENCES).fetchall())
            return cls(_shape(connection), _size(connection), tables, rows, sequences)

    def restore(self, url: str) -> bool:
        """Make a used database like this one again; returns whether that could be done."""
        try:
            with psycopg.connect(url) as connection:
                connection.execute(OTHERS.encode())
                if _shape(connection) != self.shape or _size(connection) > self.size + WORN:
                    return False
                self._refill(connection)
        except psycopg.Error:  # it lets nobody in, or refuses to be emptied
            return False
        return True

    def _refill(self, connection: Connection) -> None:
        connection.execute(b"SET session_replication_role = replica")  # in any order, whoever refers to whom
        names = [sql.Identifier(table) for table in self.tables]
        connection.execute(sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(name) for name in names))
        for table, rows in self.rows.items():
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                copy.write(rows)
        one = "setval(quote_ident(%s)::regclass, %s, %s)"
        values = [(name, start if last is None else last, last is not None) for name, start, last in self.sequences]
        connection.execute(
            f"SELECT {', '.join([one] * len(values))}".encode(), [part for each in values for part in each]
        )
