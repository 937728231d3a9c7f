"""What Chatapp may send to other machines, and what became of it."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.big_id import BigId
from models.utc_datetime import UtcDateTime


class OutboundUse(SQLModel, table=True):
    """One reason to call other machines, stored when an administrator first switches it on.

    ``called_host`` and ``called_at``: the last call; ``error`` and ``failed_at``: the last call that failed.
    """

    __tablename__ = "outbound_use"

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=40, unique=True)  # a copy needs room for its placeholders
    is_on: bool = False
    calls: int = Field(default=0, sa_type=BigId)
    failures: int = Field(default=0, sa_type=BigId)
    called_host: str = Field(default="", max_length=255)
    called_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = Field(default="", max_length=300)  # a sentence
    failed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
