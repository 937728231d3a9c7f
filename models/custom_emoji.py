"""Emoji that a workspace has made itself."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from models.utc_datetime import UtcDateTime, now


class CustomEmoji(SQLModel, table=True):
    """A picture with a name, which people write as `:name:`. Messages and reactions keep the name alone.

    ``content``: WebP of at most 128 × 128 pixels, ``digest``: its SHA-256. ``still``: the first of its frames, for
    people who want nothing to move; None if it does not move.
    """

    __tablename__ = "custom_emoji"

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=64, unique=True)
    digest: str = Field(max_length=64, index=True)
    content: bytes = Field(sa_type=LargeBinary)
    still: bytes | None = Field(default=None, sa_type=LargeBinary)
    created_by_id: int = Field(foreign_key="account.id")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
