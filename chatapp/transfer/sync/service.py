"""Whether servers may write to a database: not to half a copy, nor to one whose Chatapp has moved away."""

from sqlalchemy import Connection

from chatapp.transfer.sync import role
from chatapp.transfer.sync.connections import writing
from chatapp.transfer.sync.errors import Refused
from chatapp.transfer.sync.location import Place
from models import DatabaseRole


def enter(place: Place) -> bool:
    """Let servers write to a database. A copy becomes an original of its own by that; returns whether it was one.

    Raises:
        Refused: it is not for servers.
        Busy: it is just being brought up to date.
        Away: it cannot be reached.
    """
    with writing(place).begin() as connection:
        found = role.read(connection, to_change=True)
        if found.standing == DatabaseRole.COPYING:
            raise Refused(
                f"{place.name} names a copy that is not complete. Run the same `chatapp sync` or `chatapp promote` "
                "again; it goes on where it stopped."
            )
        if found.standing == DatabaseRole.MOVED:
            raise Refused(
                f"{place.name} names a database that moved to PostgreSQL on {found.since:{role.DAY}}. Name that "
                "one, or, to go on here after all, run `chatapp promote --back`."
            )
        return _put_in_service(connection, was=found.standing)


def come_back(place: Place) -> bool:
    """Let servers write again to a database that has moved; returns whether it had.

    Raises:
        CopyError: it cannot be reached, or is no Chatapp's.
    """
    with writing(place).begin() as connection:
        found = role.read(connection, to_change=True)
        return found.standing == DatabaseRole.MOVED and _put_in_service(connection, was=found.standing)


def _put_in_service(connection: Connection, *, was: DatabaseRole) -> bool:
    if was != DatabaseRole.IN_SERVICE:
        role.change(connection, DatabaseRole.IN_SERVICE)
    return was != DatabaseRole.IN_SERVICE
