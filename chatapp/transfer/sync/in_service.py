"""Whether servers may write to a database: not to an unfinished copy, nor to one that has moved."""

from sqlalchemy import Connection

from chatapp.transfer.sync import database_role
from chatapp.transfer.sync.connections import writing_engine
from chatapp.transfer.sync.errors import CopyRefused
from chatapp.transfer.sync.location import DatabaseLocation
from models import DatabaseRole


def put_in_service(location: DatabaseLocation) -> bool:
    """Mark a database as in service. A copy stops being one; return whether it was.

    Raises:
        CopyRefused: it is an unfinished copy, or it has moved.
        CopyInProgress: it is being brought up to date.
        DatabaseUnavailable: it cannot be reached.
    """
    with writing_engine(location).begin() as connection:
        found = database_role.read(connection, to_change=True)
        if found.standing == DatabaseRole.COPYING:
            raise CopyRefused(
                f"{location.name} names an incomplete copy. Run the same `chatapp sync` or `chatapp promote` again "
                "to continue."
            )
        if found.standing == DatabaseRole.MOVED:
            raise CopyRefused(
                f"{location.name} names a database that moved to PostgreSQL on {found.since:{database_role.DAY}}. Name "
                "that one, or run `chatapp promote --back` to go back to this one."
            )
        return _set_in_service(connection, was=found.standing)


def undo_move(location: DatabaseLocation) -> bool:
    """Put a database that has moved back in service; return whether it had moved.

    Raises:
        CopyError: it cannot be reached, or is not Chatapp's.
    """
    with writing_engine(location).begin() as connection:
        found = database_role.read(connection, to_change=True)
        return found.standing == DatabaseRole.MOVED and _set_in_service(connection, was=found.standing)


def _set_in_service(connection: Connection, *, was: DatabaseRole) -> bool:
    if was != DatabaseRole.IN_SERVICE:
        database_role.change(connection, DatabaseRole.IN_SERVICE)
    return was != DatabaseRole.IN_SERVICE
