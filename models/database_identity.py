"""Which Chatapp a database holds, and what it is to it: the one that is written to, or a copy."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel, String

from models.utc_datetime import UtcDateTime, now


class DatabaseRole(StrEnum):
    """What a database is to its Chatapp.

    ``IN_SERVICE``: servers write to it. ``COPYING``: a copy that is not complete yet; nobody but `chatapp sync` can
    use it. ``COPY``: complete, and kept up to date by `chatapp sync` until a server is started on it. ``MOVED``: its
    Chatapp goes on in another database.
    """

    IN_SERVICE = "in_service"
    COPYING = "copying"
    COPY = "copy"
    MOVED = "moved"


class DatabaseIdentity(SQLModel, table=True):
    """The one row that says so. ``chatapp`` is the same in a database and its copies, and in no other.

    ``since``: when ``standing`` last changed; ``copied_at``: the moment of the original that a copy shows.
    """

    __tablename__ = "provenance"

    id: int = Field(default=1, primary_key=True)
    chatapp: UUID = Field(default_factory=uuid4)
    standing: DatabaseRole = Field(default=DatabaseRole.IN_SERVICE, sa_type=String(16))
    since: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    copied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
