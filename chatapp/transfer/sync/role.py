"""What a database is to its Chatapp, and what may be done with it for that reason."""

from sqlalchemy import Connection, select, update
from sqlmodel import col

from chatapp.transfer.sync import contents
from chatapp.transfer.sync.errors import Refused
from chatapp.transfer.sync.location import Place
from models import DatabaseIdentity, DatabaseRole
from models.utc_datetime import now

DAY = "%Y-%m-%d %H:%M UTC"


def read(connection: Connection, *, to_change: bool = False) -> DatabaseIdentity:
    """Return what a database says of itself. ``to_change``: nobody else may change it until the transaction ends."""
    query = select(*DatabaseIdentity.metadata.tables["provenance"].columns)
    return DatabaseIdentity(**connection.execute(query.with_for_update() if to_change else query).one()._asdict())


def change(connection: Connection, standing: DatabaseRole, **values: object) -> None:
    """Write down what a database is from now on; ``values``: other columns."""
    changes = (
        update(DatabaseIdentity)
        .where(col(DatabaseIdentity.standing) != standing)
        .values(standing=standing, since=now())
    )
    connection.execute(changes)
    if values:
        connection.execute(update(DatabaseIdentity).values(**values))


def require_original(connection: Connection, place: Place, *, moved_too: bool) -> DatabaseIdentity:
    """Return what a database is that is to be copied. ``moved_too``: also one that has moved before.

    Raises:
        Refused: it is a copy that is not complete, or its Chatapp goes on elsewhere.
    """
    found = read(connection)
    if found.standing == DatabaseRole.COPYING:
        raise Refused(f"{place.name} names a copy that is not complete: finish the `chatapp sync` that makes it first.")
    if found.standing == DatabaseRole.MOVED and not moved_too:
        raise Refused(f"{place.name} names a database whose Chatapp moved away on {found.since:{DAY}}.")
    return found


def require_copy(connection: Connection, place: Place, original: DatabaseIdentity) -> DatabaseIdentity:
    """Return what a database is that is to become, or to stay, a copy of ``original``.

    Raises:
        Refused: it holds anything else.
    """
    found, what = read(connection, to_change=True), contents.of(connection)
    if found.standing in (DatabaseRole.COPY, DatabaseRole.COPYING):
        if found.chatapp != original.chatapp:
            raise Refused(f"{place.name} names a copy of another Chatapp ({what or 'empty'}). Nothing was changed.")
    elif what:
        raise Refused(contents.somebodys(place, what))
    return found
