"""Invite links: who made them, how often they work and until when, and the rooms they lead to."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from models.utc_datetime import UtcDateTime, now


class Invite(SQLModel, table=True):
    """A link that lets people make an account. It carries a random token; only its SHA-256 is kept.

    ``most_uses``: None means any number; ``expires_at``: None means it does not expire. ``room_count``: how many rooms
    it was made for, because rooms that are deleted take their `InviteRoom` with them.
    """

    id: int = Field(default=None, primary_key=True)
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    token_hash: str = Field(max_length=64, unique=True)
    created_by_id: int = Field(foreign_key="account.id", index=True)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    uses: int = 0
    most_uses: int | None = None
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    room_count: int = 0


class InviteRoom(SQLModel, table=True):
    """A room that people join who use an invite."""

    __tablename__ = "invite_room"

    invite_id: int = Field(foreign_key="invite.id", primary_key=True, ondelete="CASCADE")
    room_id: int = Field(foreign_key="room.id", primary_key=True, index=True, ondelete="CASCADE")
