"""Which Chatapp a database holds, and the database's role: in service, or a copy."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel, String

from models.utc_datetime import UtcDateTime, now


class DatabaseRole(StrEnum):
    """The role of a database.

    ``IN_SERVICE``: servers write to it. ``COPYING``: an unfinished copy, for `chatapp sync` alone. ``COPY``: a complete
    copy, kept up to date by `chatapp sync` until a server is started on it. ``MOVED``: replaced by another database.
    """

    IN_SERVICE = "in_service"
    COPYING = "copying"
    COPY = "copy"
    MOVED = "moved"


class DatabaseIdentity(SQLModel, table=True):
    """The database's identity, in one row. ``chatapp`` is the same in a database and its copies only.

    ``standing`` is the role, ``since`` when it last changed; ``copied_at``: when the original had the copy's content.
    """

    __tablename__ = "provenance"

    id: int = Field(default=1, primary_key=True)
    chatapp: UUID = Field(default_factory=uuid4)
    standing: DatabaseRole = Field(default=DatabaseRole.IN_SERVICE, sa_type=String(16))
    since: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    copied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
