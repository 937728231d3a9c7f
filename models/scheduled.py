"""What people have written for later."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel, Text

from models.big_id import BigId
from models.utc_datetime import UtcDateTime, now


class ScheduledMessage(SQLModel, table=True):
    """A message that its author wants posted at a later time; gone when it is posted.

    ``local_at`` (such as ``2026-12-01T09:00``) and ``time_zone`` are the clock that the author chose, ``due_at`` the
    moment that follows. ``client_message_id`` is fixed, so that it is posted once, however often that is tried.
    ``taken_at``: since when it is being posted, and not to be changed any more. ``problem``: why it could not be
    posted; then it waits for its author. ``room_name``: as it was when the message was written: rooms are deleted.
    """

    __tablename__ = "scheduled_message"
    __table_args__ = (
        UniqueConstraint("account_id", "client_message_id"),
        Index("ix_scheduled_message_due", "problem", "due_at"),
    )

    id: int = Field(default=None, primary_key=True)
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    room_id: int | None = Field(default=None, foreign_key="room.id", index=True, ondelete="SET NULL")
    room_name: str = Field(max_length=60)
    body: str = Field(sa_type=Text)
    reply_to: int | None = None
    client_message_id: str = Field(max_length=64)
    local_at: str = Field(max_length=16)
    time_zone: str = Field(max_length=64)
    due_at: datetime = Field(sa_type=UtcDateTime)
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    problem: str = Field(default="", max_length=300)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class ScheduledUpload(SQLModel, table=True):
    """A file that a message for later takes along: an upload that no message carries yet, and that is kept until then.

    ``position``: its place in the message.
    """

    __tablename__ = "scheduled_upload"

    upload_id: int = Field(sa_type=BigId, foreign_key="upload.id", primary_key=True, ondelete="CASCADE")
    scheduled_id: int = Field(foreign_key="scheduled_message.id", index=True, ondelete="CASCADE")
    position: int
