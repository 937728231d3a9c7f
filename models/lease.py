"""Who may do, for a while, what only one process at a time shall do."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.utc_datetime import UtcDateTime


class Lease(SQLModel, table=True):
    """A lock that expires. ``token`` rises each time it changes hands, and fences off whoever held it before.

    Each database has its own: a copy of a Chatapp does not take them over.
    """

    name: str = Field(primary_key=True, max_length=40)
    holder: str = Field(max_length=120)
    token: int
    expires_at: datetime = Field(sa_type=UtcDateTime)
