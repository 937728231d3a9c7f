"""Messages."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel, Text

from models.big_id import BigId
from models.utc_datetime import UtcDateTime, now


class Message(SQLModel, table=True):
    """One message of a room.

    ``number`` is 1, 2, 3 … per room without gaps; ``revision`` is the room's revision when this row last changed, so
    ``room_id = ? and revision > ?`` selects all later changes. A deleted message stays as a tombstone.
    ``client_message_id`` is chosen by the sender and makes posting idempotent.
    """

    __table_args__ = (
        UniqueConstraint("room_id", "number"),
        UniqueConstraint("author_id", "client_message_id"),
        Index("ix_message_changes", "room_id", "revision"),
        Index(  # few are removed: unread counts leave them out
            "ix_message_removed",
            "room_id",
            "number",
            sqlite_where=text("deleted_at IS NOT NULL"),
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
    )

    id: int = Field(default=None, sa_type=BigId, primary_key=True)
    room_id: int = Field(foreign_key="room.id", ondelete="CASCADE")
    number: int
    revision: int
    author_id: int = Field(foreign_key="account.id")
    client_message_id: str = Field(max_length=64)
    body: str = Field(sa_type=Text)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
