"""Taking the steps from one schema to the next, by Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from models.migrations import SchemaMismatchError


def configuration(url: str) -> Config:
    """Return Alembic's configuration for a database, without a configuration file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = url
    return config


def take(url: str) -> None:
    """Bring a database to the newest schema, while no other process does.

    Raises:
        SchemaMismatchError: it was made by a newer Chatapp.
    """
    try:
        command.upgrade(configuration(url), "head")
    except CommandError as error:
        raise SchemaMismatchError(str(error)) from error
