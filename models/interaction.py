"""What people did that a program answers, once."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel, Text

from models.big_id import BigId
from models.utc_datetime import UtcDateTime, now


class Interaction(SQLModel, table=True):
    """One press of a message's button, choice or form, or one message that calls bots (``action`` is empty then).

    ``key`` is chosen by the browser or program that presses, and makes pressing idempotent. ``given``: what was chosen
    or filled in, as JSON. ``taken_at``: since when a process answers it; ``done_at``: it has been answered.
    """

    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        Index("ix_interaction_message", "message_id", "id"),
        Index("ix_interaction_created", "created_at"),
    )

    id: int = Field(default=None, sa_type=BigId, primary_key=True)
    message_id: int = Field(sa_type=BigId, foreign_key="message.id", ondelete="CASCADE")
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    key: str = Field(max_length=80)
    action: str = Field(max_length=64)
    given: str = Field(sa_type=Text)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
