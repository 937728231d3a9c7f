"""How far a person has read a room, and which threads they follow."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RoomRead:
    """A person has read a room up to a message's number.

    ``revision``: of the room, up to which news of its threads are known to them; 0: as before.
    """

    room_uuid: UUID
    account_id: int
    number: int
    revision: int = 0


@dataclass(frozen=True, slots=True)
class RoomUnread:
    """A person has marked a room as unread again after a message's number; told to their own pages alone."""

    room_uuid: UUID
    account_id: int
    number: int


@dataclass(frozen=True, slots=True)
class FollowingChanged:
    """A person follows a thread from now on, or stops; told to their own pages alone. ``parent_uuid``: its room's."""

    room_uuid: UUID
    parent_uuid: UUID
    account_id: int
    follows: bool
