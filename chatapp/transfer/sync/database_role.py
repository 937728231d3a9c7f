"""Reading and changing a database's role, and requiring one: in service, copy, unfinished copy, or moved."""

from sqlalchemy import Connection, select, update
from sqlmodel import col

from chatapp.transfer.sync import inventory
from chatapp.transfer.sync.errors import CopyRefused
from chatapp.transfer.sync.location import DatabaseLocation
from models import DatabaseIdentity, DatabaseRole
from models.utc_datetime import now

DAY = "%Y-%m-%d %H:%M UTC"


def read(connection: Connection, *, to_change: bool = False) -> DatabaseIdentity:
    """Return a database's identity. ``to_change``: lock it until the transaction ends."""
    query = select(*DatabaseIdentity.metadata.tables["provenance"].columns)
    return DatabaseIdentity(**connection.execute(query.with_for_update() if to_change else query).one()._asdict())


def change(connection: Connection, role: DatabaseRole, **values: object) -> None:
    """Set a database's role, and ``values`` of other columns of `DatabaseIdentity`."""
    changes = update(DatabaseIdentity).where(col(DatabaseIdentity.standing) != role).values(standing=role, since=now())
    connection.execute(changes)
    if values:
        connection.execute(update(DatabaseIdentity).values(**values))


def require_original(connection: Connection, location: DatabaseLocation, *, moved_too: bool) -> DatabaseIdentity:
    """Return the identity of a database to copy from. ``moved_too``: allow one that has moved.

    Raises:
        CopyRefused: it is an unfinished copy, or it has moved.
    """
    found = read(connection)
    if found.standing == DatabaseRole.COPYING:
        raise CopyRefused(f"{location.name} names an incomplete copy. Finish its `chatapp sync` first.")
    if found.standing == DatabaseRole.MOVED and not moved_too:
        raise CopyRefused(f"{location.name} names a database whose Chatapp moved away on {found.since:{DAY}}.")
    return found


def require_copy(connection: Connection, location: DatabaseLocation, original: DatabaseIdentity) -> DatabaseIdentity:
    """Return the identity of a database to write to: an empty one, or a copy of ``original``. Locks it.

    Raises:
        CopyRefused: it holds something else.
    """
    found, content = read(connection, to_change=True), inventory.describe(connection)
    if found.standing in (DatabaseRole.COPY, DatabaseRole.COPYING):
        if found.chatapp != original.chatapp:
            raise CopyRefused(
                f"{location.name} names a copy of another Chatapp ({content or 'empty'}). Nothing was changed."
            )
    elif content:
        raise CopyRefused(inventory.in_use_message(location, content))
    return found
