"""The databases that the contract holds for, and ways to look at one from outside of Chatapp."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, text

from chatapp.bootstrap import Chat
from chatapp.settings import Settings
from models.postgresql import DRIVER, is_postgresql, parameters
from tests.support.servers.server import Server

SQLITE, POSTGRESQL = "sqlite", "postgresql"
DATABASES = (SQLITE, POSTGRESQL)
TRIGRAMS = "postgresql with trigrams"  # the extensions that the search index needs
REPLICATED = "replicated"  # PostgreSQL with a standby that readers read from


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Connect from outside, in a transaction of its own: only what is committed can be seen."""
    if is_postgresql(url):
        engine = create_engine(DRIVER, connect_args=parameters(url), poolclass=NullPool)
    else:
        engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


def rows(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds, asked from outside."""
    with connected(settings.sync_database_url) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def stored_bytes(settings: Settings) -> bytes:
    """Return all that the database has written: on SQLite its log included, on PostgreSQL every row of every table."""
    if not is_postgresql(settings.sync_database_url):
        return b"".join(path.read_bytes() for path in settings.data_dir.glob("chatapp.db*"))
    return _rows_of(settings.sync_database_url)


def written_by(server: Server) -> bytes:
    """Return everything a server has written: its database, its log, and what else there is."""
    files = b"".join(path.read_bytes() for path in server.data_dir.parent.rglob("*") if path.is_file())
    return files + (_rows_of(server.database_url) if is_postgresql(server.database_url) else b"")


def _rows_of(url: str) -> bytes:
    with connected(url) as connection:
        names = connection.execute(text("select tablename from pg_tables where schemaname = 'public'")).scalars().all()
        found = [connection.execute(text(f"select t::text from {name} t")).scalars().all() for name in names]  # noqa: S608
    return "\n".join(line for lines in found for line in lines).encode()


async def take_away(chat: Chat) -> None:
    """Let the database fail from now on: its messages on SQLite, all of it on PostgreSQL."""
    if not is_postgresql(chat.settings.sync_database_url):
        async with chat.transaction() as work:
            await work.session.exec(text("drop table message"))  # type: ignore[call-overload]
        return
    name = parameters(chat.settings.sync_database_url)["dbname"]
    with connected(chat.settings.sync_database_url.replace(f"/{name}?", "/postgres?")) as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        others = text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name")
        connection.execute(others, {"name": name})
