"""Rights in rooms: who may see, read, moderate and manage one. A service asks first, and nothing else decides.

| file | what it holds |
|---|---|
| rights | each right as a function that returns the room, or refuses |
| room_permission | the right to change a room, and what follows from using it from outside |
| memberships | "active member of an open room" in SQL, for every query that is asked for many |
| in_snapshot | the right to read in a room within a snapshot, as one row |
"""

from chatapp.rooms.access.in_snapshot import readable_room
from chatapp.rooms.access.memberships import (
    AT_ONCE,
    IS_PRIVILEGED,
    has_open_membership,
    is_open_to,
    open_memberships,
    select_open_memberships,
    select_open_reading,
)
from chatapp.rooms.access.rights import (
    CLOSED,
    JOIN,
    OF_ROOM,
    require_adder,
    require_manager,
    require_membership,
    require_moderator,
    require_moderator_of_people,
    require_moderator_or_administrator,
    require_open_membership,
    require_reading,
    require_visible,
)
from chatapp.rooms.access.room_permission import RoomPermission

__all__ = [
    "AT_ONCE",
    "CLOSED",
    "IS_PRIVILEGED",
    "JOIN",
    "OF_ROOM",
    "RoomPermission",
    "has_open_membership",
    "is_open_to",
    "open_memberships",
    "readable_room",
    "require_adder",
    "require_manager",
    "require_membership",
    "require_moderator",
    "require_moderator_of_people",
    "require_moderator_or_administrator",
    "require_open_membership",
    "require_reading",
    "require_visible",
    "select_open_memberships",
    "select_open_reading",
]
