"""What people have typed and not sent yet."""

from datetime import datetime

from sqlmodel import Field, SQLModel, Text

from models.utc_datetime import UtcDateTime, now


class Draft(SQLModel, table=True):
    """One person's unsent text in one room, the same on all their devices.

    ``revision`` rises by one with each change, sending included: the row then stays with an empty ``body``, so that a
    device that has not heard of it cannot bring the text back. ``other_body``: what another device had typed meanwhile.
    """

    account_id: int = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    room_id: int = Field(foreign_key="room.id", primary_key=True, ondelete="CASCADE")
    body: str = Field(default="", sa_type=Text)
    other_body: str = Field(default="", sa_type=Text)
    reply_to: int | None = None
    revision: int = 0
    written_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
