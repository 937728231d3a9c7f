"""Making a database that a test has used as empty as the template it came from: a tenth of what another copy costs."""

from dataclasses import dataclass

import psycopg
from psycopg import Connection, sql

WORN = 2 * 2**20  # bytes a database may have grown by
SHAPE = """
    SELECT md5(coalesce(string_agg(concat_ws(' ', c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull), ','
                                   ORDER BY c.relname, a.attnum), '')),
           (SELECT string_agg(concat_ws(' ', tgrelid, tgname, tgenabled), ',' ORDER BY tgrelid, tgname)
            FROM pg_trigger WHERE NOT tgisinternal),
           (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
           (SELECT md5(string_agg(concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)), ','
                                  ORDER BY conrelid::regclass::text, conname))
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
           (SELECT md5(string_agg(concat_ws(' ', adrelid::regclass, adnum, pg_get_expr(adbin, adrelid)), ','
                                  ORDER BY adrelid::regclass::text, adnum)) FROM pg_attrdef)
    FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = 'public'::regnamespace"""
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
    """What an unused database holds: how it is built, the rows it begins with, and where its numbers stand."""

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
        for name, start, last in self.sequences:
            value = (name, start if last is None else last, last is not None)
            connection.execute("SELECT setval(quote_ident(%s)::regclass, %s, %s)", value)
