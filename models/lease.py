"""Leases: locks that expire, for work that only one process at a time may do."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.utc_datetime import UtcDateTime


class Lease(SQLModel, table=True):
    """A lock that expires. ``token`` is a fencing token: it rises with each new holder.

    Leases are not copied by `chatapp sync`.
    """

    name: str = Field(primary_key=True, max_length=40)
    holder: str = Field(max_length=120)
    token: int
    expires_at: datetime = Field(sa_type=UtcDateTime)
