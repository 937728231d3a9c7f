"""What owners of rooms are told of what others did."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RoomAdministered:
    """An administrator has changed somebody else's room: said to its owner. ``action``: as the audit trail calls it."""

    room_uuid: UUID
    room_name: str
    owner_id: int
    action: str
    detail: str


@dataclass(frozen=True, slots=True)
class WebhookStopped:
    """A webhook was switched off, as nobody takes what it sends: said to its room's owner. ``error``: a sentence."""

    room_uuid: UUID
    room_name: str
    owner_id: int
    name: str
    error: str
