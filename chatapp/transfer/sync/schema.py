"""Which schema the two ends have, and bringing the copy's to the newest: never touching what is not ours."""

from collections.abc import Iterable

from sqlalchemy import Connection, inspect, select
from sqlmodel import col

from chatapp.transfer.sync import contents
from chatapp.transfer.sync.connections import snapshot, translated
from chatapp.transfer.sync.errors import Refused
from chatapp.transfer.sync.location import Place
from models import DatabaseIdentity, DatabaseRole
from models.migrations import Age, age, upgrade

ALEMBIC = "alembic_version"
IDENTITY_TABLE = "provenance"  # a table since copies are made
KNOWN_BY = {"account", "room", "message"}  # tables since the first version
SHOWN = 5  # names of tables that are not ours


def require_current(connection: Connection, place: Place) -> None:
    """Look whether a database has the schema of this version.

    Raises:
        Refused: it has none, an older or a newer one.
    """
    if not _tables(connection) >= KNOWN_BY:
        raise Refused(f"{place.name} names a database without a Chatapp in it.")
    found = age(connection)
    if found is Age.NEWER:
        raise Refused(f"{place.name} names a database that a newer Chatapp has made; this version cannot read it.")
    if found is not Age.CURRENT:
        raise Refused(f"{place.name} names a database of an older Chatapp: run `chatapp migrate` on it first.")


def prepare(place: Place, original: DatabaseIdentity) -> None:
    """Make the newest schema in a database that is empty, or holds an older copy of this original.

    Raises:
        Refused: it holds what must not be touched.
    """
    if not place.is_postgresql and not place.path.exists():
        if not place.path.parent.is_dir():
            raise Refused(f"{place.name} names a file in a directory that is not there: {place.path.parent}.")
        found = Age.NONE
    else:
        with snapshot(place) as connection:
            found = _age_of_what_may_be_changed(connection, place, original)
    if found is not Age.CURRENT:
        with translated(place):
            upgrade(place.url)


def _age_of_what_may_be_changed(connection: Connection, place: Place, original: DatabaseIdentity) -> Age:
    tables, found = _tables(connection), age(connection)
    if tables and (found is Age.NONE or not tables >= KNOWN_BY):
        raise Refused(f"{place.name} names a database that holds something else, no Chatapp: {_some(tables)}.")
    if found is Age.NEWER:
        raise Refused(f"{place.name} names a database that a newer Chatapp has made; this version cannot use it.")
    is_copy = IDENTITY_TABLE in tables and _is_copy_of(connection, original)
    if found is Age.OLDER and not is_copy and (what := contents.of_an_older(connection, tables)):
        raise Refused(contents.somebodys(place, what))
    return found


def _is_copy_of(connection: Connection, original: DatabaseIdentity) -> bool:
    is_copy = col(DatabaseIdentity.standing).in_((DatabaseRole.COPY, DatabaseRole.COPYING))
    return bool(connection.execute(select(is_copy & (col(DatabaseIdentity.chatapp) == original.chatapp))).scalar())


def _tables(connection: Connection) -> set[str]:
    return {*inspect(connection).get_table_names()} - {ALEMBIC}


def _some(names: Iterable[str]) -> str:
    ordered = sorted(names)
    return ", ".join(ordered[:SHOWN]) + (", …" if len(ordered) > SHOWN else "")
