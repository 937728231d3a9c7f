"""Schema migrations. `upgrade` brings a database to the newest version."""

from enum import Enum, auto
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection


class SchemaMismatchError(Exception):
    """The database's schema is not one this version of Chatapp knows."""


class Age(Enum):
    """How a database's schema compares with the one this version of Chatapp makes."""

    NONE = auto()  # there is none yet
    OLDER = auto()
    CURRENT = auto()
    NEWER = auto()  # or unknown to this version


def configuration(url: str) -> Config:
    """Return Alembic's configuration for a database, without a configuration file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Bring the database at ``url`` (a sync SQLAlchemy URL) to the newest schema. Blocking.

    Raises:
        SchemaMismatchError: the database was made by a newer Chatapp.
    """
    try:
        command.upgrade(configuration(url), "head")
    except CommandError as error:
        raise SchemaMismatchError(str(error)) from error


def age(connection: Connection) -> Age:
    """Return how a database's schema compares with this version's. Changes nothing."""
    found = MigrationContext.configure(connection).get_current_revision()
    history = _history()
    if found is None:
        return Age.NONE
    if found == history[0]:
        return Age.CURRENT
    return Age.OLDER if found in history else Age.NEWER


@cache
def _history() -> tuple[str, ...]:
    """Return the schema's revisions, the newest first."""
    return tuple(step.revision for step in ScriptDirectory.from_config(configuration("")).walk_revisions())
