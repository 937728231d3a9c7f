"""Schema migrations. `upgrade` brings a database to the newest version.

`steps` is what needs Alembic, which takes longer to import than to find that there is nothing to migrate.
"""

from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, NullPool, create_engine, inspect, text

from models.postgresql import DRIVER, is_postgresql, parameters

VERSIONS: Final = Path(__file__).parent / "versions"
LOCK_TIMEOUT: Final = 600  # seconds, for another process that is migrating


class SchemaMismatchError(Exception):
    """The database's schema is not one this version of Chatapp knows."""


class Age(Enum):
    """How a database's schema compares with the one this version of Chatapp makes."""

    NONE = auto()  # there is none yet
    OLDER = auto()
    CURRENT = auto()
    NEWER = auto()  # or unknown to this version


def upgrade(url: str) -> None:
    """Bring the database at ``url`` (a sync SQLAlchemy URL) to the newest schema. Blocking.

    Raises:
        SchemaMismatchError: the database was made by a newer Chatapp.
        DBAPIError: it cannot be used.
    """
    where, arguments = (DRIVER, parameters(url)) if is_postgresql(url) else (url, {"timeout": LOCK_TIMEOUT})
    with create_engine(where, connect_args=arguments, poolclass=NullPool).connect() as connection:
        found = age(connection)
    if found is not Age.CURRENT:
        from models.migrations import steps  # see above

        steps.take(url)


def age(connection: Connection) -> Age:
    """Return how a database's schema compares with this version's. Changes nothing."""
    if not inspect(connection).has_table("alembic_version"):
        return Age.NONE
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is None:
        return Age.NONE
    if found == history()[0]:
        return Age.CURRENT
    return Age.OLDER if found in history() else Age.NEWER


@cache
def history() -> tuple[str, ...]:
    """Return the schema's revisions by their numbers, the newest first, as the names of their files have them."""
    return tuple(sorted((file.name[1:5] for file in VERSIONS.glob("v????_*.py")), reverse=True))
