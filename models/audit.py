"""The audit trail of administrators."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from models.utc_datetime import UtcDateTime, now


class AuditEntry(SQLModel, table=True):
    """One administrative action. Entries are never changed or removed.

    ``subject`` is the name at that time, so it stays readable after the person or room is deleted.
    """

    __tablename__ = "audit_entry"

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    actor_id: int | None = Field(default=None, foreign_key="account.id")  # None: the operator at the command line
    action: str = Field(max_length=40)
    subject: str = Field(max_length=200)
    subject_uuid: UUID | None = None
    detail: str = Field(default="", max_length=500)
