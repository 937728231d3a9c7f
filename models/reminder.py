"""What people want to be reminded of."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel, String

from models.utc_datetime import UtcDateTime, now

_WAITS: Final = text("told_at IS NULL")
REMINDER_LENGTH: Final = 500  # characters


class Repeats(StrEnum):
    """How often a reminder comes."""

    NEVER = "never"  # once
    DAILY = "daily"
    WEEKDAYS = "weekdays"  # Monday to Friday
    WEEKLY = "weekly"  # on the day of the week on which it came first


class Reminder(SQLModel, table=True):
    """Something of which a person wants to be reminded: a text, or a message of a room.

    ``number``: of the message, or None; then ``text`` says what it is. ``room_id``: None if there is no message, or if
    its room was deleted. ``local_at`` (such as ``2026-12-01T09:00``) and ``time_zone`` are the clock that the person
    chose, ``due_at`` the moment that follows, to come next. ``told_at``: since when the person has been reminded, and
    is not done with it; None: it is to come, or comes again.
    """

    __table_args__ = (
        Index("ix_reminder_account", "account_id"),
        Index("ix_reminder_due", "due_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: int = Field(default=None, primary_key=True)
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    text: str = Field(default="", max_length=REMINDER_LENGTH)
    room_id: int | None = Field(default=None, foreign_key="room.id", index=True, ondelete="SET NULL")
    number: int | None = None
    local_at: str = Field(max_length=16)
    time_zone: str = Field(max_length=64)
    repeats: Repeats = Field(default=Repeats.NEVER, sa_type=String(16))
    due_at: datetime = Field(sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
