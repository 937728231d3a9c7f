"""Rooms and who belongs to them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, String

from models.moment import Moment, now


class Visibility(StrEnum):
    """Who may see that a room exists."""

    PUBLIC = "public"
    PRIVATE = "private"


class Role(StrEnum):
    """What a member may do in a room."""

    OWNER = "owner"
    MEMBER = "member"


class Room(SQLModel, table=True):
    """A place to talk.

    ``revision`` rises by one in the same transaction as each change of a message; ``last_number`` counts the messages.
    Together they answer "what did I miss" and "how much is unread" without an event table or a counting query.
    """

    id: int = Field(default=None, primary_key=True)
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    name: str = Field(max_length=60)
    name_key: str = Field(max_length=240, unique=True)
    topic: str = Field(default="", max_length=200)
    visibility: Visibility = Field(default=Visibility.PUBLIC, sa_type=String(16))
    created_by_id: int = Field(foreign_key="account.id")
    created_at: datetime = Field(default_factory=now, sa_type=Moment)
    revision: int = 0
    last_number: int = 0

    def can_be_seen_by(self, membership: "Membership | None") -> bool:
        """Say whether somebody with this membership may learn that the room exists."""
        return membership is not None or self.visibility == Visibility.PUBLIC

    def can_be_joined_by(self, membership: "Membership | None") -> bool:
        """Say whether somebody with this membership may become a member by himself."""
        return membership is None and self.visibility == Visibility.PUBLIC


class Membership(SQLModel, table=True):
    """One person's place in one room: without a row, nothing of the room is readable or writable."""

    __table_args__ = (Index("ix_membership_account", "account_id", "room_id"),)

    room_id: int = Field(foreign_key="room.id", primary_key=True, ondelete="CASCADE")
    account_id: int = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    role: Role = Field(default=Role.MEMBER, sa_type=String(16))
    joined_at: datetime = Field(default_factory=now, sa_type=Moment)
    last_read_number: int = 0
