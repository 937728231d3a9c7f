"""SQLAlchemy engines for SQLite and PostgreSQL: how transactions begin, and how many connections there are."""

from chatapp.storage.engines import postgresql, sqlite
from chatapp.storage.engines.engine import Engines
from chatapp.storage.engines.kept_connection import KeptConnection
from models.postgresql import is_postgresql

__all__ = ["Engines", "KeptConnection", "open_engines"]


def open_engines(url: str, *, readers: int) -> Engines:
    """Return the engines for a database's URL; nothing is connected yet. ``readers``: see `postgresql.engines`."""
    return postgresql.engines(url, readers=readers) if is_postgresql(url) else sqlite.engines(url)
