"""Events that only a person's own pages hear: what they have typed, saved and reacted to."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DraftChanged:
    """What a person has typed in a room and not sent is another text now, or none; told to their own pages alone."""

    room_uuid: UUID
    account_id: int
    revision: int
    is_empty: bool


@dataclass(frozen=True, slots=True)
class SavedChanged:
    """A person has saved a message, is done with it, or has taken it off their list; told to their own pages alone."""

    room_uuid: UUID
    account_id: int
    number: int


@dataclass(frozen=True, slots=True)
class ScheduledChanged:
    """What a person has written for later has changed, or was posted."""

    account_id: int


@dataclass(frozen=True, slots=True)
class RemindersChanged:
    """What a person wants to be reminded of has changed, or they were reminded; told to their own pages alone."""

    account_id: int


@dataclass(frozen=True, slots=True)
class ReactedInCrowd:
    """A person has added a reaction, or taken it back, where a row does not list everybody; told to their own pages."""

    room_uuid: UUID
    account_id: int
    number: int
    emoji: str
    is_on: bool
