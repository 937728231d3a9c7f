"""Reactions to messages."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.big_id import BigId
from models.utc_datetime import UtcDateTime, now


class Reaction(SQLModel, table=True):
    """One person's emoji on a message, each at most once. Removed with the message's text."""

    __table_args__ = (UniqueConstraint("message_id", "account_id", "emoji"),)

    id: int = Field(default=None, sa_type=BigId, primary_key=True)
    message_id: int = Field(sa_type=BigId, foreign_key="message.id", ondelete="CASCADE")
    account_id: int = Field(foreign_key="account.id")
    emoji: str = Field(max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
