"""The schema's history. `upgrade` brings a database to the newest version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError


class SchemaMismatchError(Exception):
    """The database's schema is not one this version of Chatapp knows."""


def configuration(url: str) -> Config:
    """Return Alembic's configuration for a database, without any file of its own."""
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
