"""Checking the original's schema and upgrading the copy's; a database that is not ours is never touched."""

from collections.abc import Iterable

from sqlalchemy import Connection, inspect, select
from sqlmodel import col

from chatapp.transfer.sync import inventory
from chatapp.transfer.sync.connections import snapshot, translating_errors
from chatapp.transfer.sync.errors import CopyRefused
from chatapp.transfer.sync.location import DatabaseLocation
from models import DatabaseIdentity, DatabaseRole
from models.migrations import Age, age, upgrade

ALEMBIC = "alembic_version"
IDENTITY_TABLE = "provenance"  # not in databases older than copies
FIRST_TABLES = {"account", "room", "message"}  # in every version
LISTED_TABLES = 5  # in an error


def require_current(connection: Connection, location: DatabaseLocation) -> None:
    """Check that a database has the schema of this version.

    Raises:
        CopyRefused: it has no, an older or a newer schema.
    """
    if not _tables(connection) >= FIRST_TABLES:
        raise CopyRefused(f"{location.name} names a database without Chatapp data.")
    found = age(connection)
    if found is Age.NEWER:
        raise CopyRefused(f"{location.name} names a database created by a newer Chatapp; this version can't read it.")
    if found is not Age.CURRENT:
        raise CopyRefused(f"{location.name} names a database of an older Chatapp. Run `chatapp migrate` on it first.")


def prepare(location: DatabaseLocation, original: DatabaseIdentity) -> None:
    """Bring an empty database, or an older copy of ``original``, to the newest schema.

    Raises:
        CopyRefused: it holds something else.
    """
    if not location.is_postgresql and not location.path.exists():
        if not location.path.parent.is_dir():
            raise CopyRefused(
                f"{location.name} names a file in a directory that doesn't exist: {location.path.parent}."
            )
        found = Age.NONE
    else:
        with snapshot(location) as connection:
            found = _require_upgradable(connection, location, original)
    if found is not Age.CURRENT:
        with translating_errors(location):
            upgrade(location.url)


def _require_upgradable(connection: Connection, location: DatabaseLocation, original: DatabaseIdentity) -> Age:
    tables, found = _tables(connection), age(connection)
    if tables and (found is Age.NONE or not tables >= FIRST_TABLES):
        raise CopyRefused(f"{location.name} names a database that contains other data: {_listing(tables)}.")
    if found is Age.NEWER:
        raise CopyRefused(f"{location.name} names a database created by a newer Chatapp; this version can't use it.")
    is_copy = IDENTITY_TABLE in tables and _is_copy_of(connection, original)
    if found is Age.OLDER and not is_copy and (content := inventory.describe_tables(connection, tables)):
        raise CopyRefused(inventory.in_use_message(location, content))
    return found


def _is_copy_of(connection: Connection, original: DatabaseIdentity) -> bool:
    is_copy = col(DatabaseIdentity.standing).in_((DatabaseRole.COPY, DatabaseRole.COPYING))
    return bool(connection.execute(select(is_copy & (col(DatabaseIdentity.chatapp) == original.chatapp))).scalar())


def _tables(connection: Connection) -> set[str]:
    return {*inspect(connection).get_table_names()} - {ALEMBIC}


def _listing(names: Iterable[str]) -> str:
    ordered = sorted(names)
    return ", ".join(ordered[:LISTED_TABLES]) + (", …" if len(ordered) > LISTED_TABLES else "")
