"""Files: what people are sending, what is kept of it, and the messages that carry it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel, Text

from models.big_id import BigId
from models.utc_datetime import UtcDateTime, now


class Blob(SQLModel, table=True):
    """A content in the file storage, each once, however many files have it.

    ``stored_as``: the name of its object there, which is never used again. ``width`` and ``height`` are a picture's.
    ``thumbnail``: the longest side of its largest thumbnail in pixels; 0 if it has none.
    """

    id: int = Field(default=None, sa_type=BigId, primary_key=True)
    sha256: str = Field(max_length=64, unique=True)
    stored_as: str = Field(max_length=100, unique=True)
    size: int = Field(sa_type=BigInteger)
    media_type: str = Field(max_length=100)
    width: int | None = None
    height: int | None = None
    thumbnail: int = 0
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Upload(SQLModel, table=True):
    """A file that a person sends, or has sent, into a room.

    ``client_upload_id`` is chosen by the sender, so that asking again makes no second one. ``received`` bytes of
    ``size`` are there; ``pieces``: the names of their objects. ``blob_id``: once all of it is there and checked.
    """

    __table_args__ = (
        UniqueConstraint("account_id", "client_upload_id"),
        Index("ix_upload_blob", "blob_id"),
        Index("ix_upload_room", "room_id"),
        Index("ix_upload_changed", "changed_at"),
    )

    id: int = Field(default=None, sa_type=BigId, primary_key=True)
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    account_id: int = Field(foreign_key="account.id")
    room_id: int = Field(foreign_key="room.id", ondelete="CASCADE")
    client_upload_id: str = Field(max_length=64)
    name: str = Field(max_length=255)
    alt: str = Field(default="", max_length=1000)
    size: int = Field(sa_type=BigInteger)
    received: int = Field(default=0, sa_type=BigInteger)
    pieces: str = Field(default="", sa_type=Text)
    blob_id: int | None = Field(default=None, sa_type=BigId, foreign_key="blob.id")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    changed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Attachment(SQLModel, table=True):
    """A file on a message, of which an upload is on one at most: those who post into a room take turns.

    ``room_id`` is the message's, so that a room's files are listed without it.
    """

    __table_args__ = (
        Index("ix_attachment_message", "message_id"),
        Index("ix_attachment_room", "room_id", "id"),
        Index("ix_attachment_upload", "upload_id"),
    )

    id: int = Field(default=None, sa_type=BigId, primary_key=True)
    message_id: int = Field(sa_type=BigId, foreign_key="message.id", ondelete="CASCADE")
    room_id: int = Field(foreign_key="room.id", ondelete="CASCADE")
    position: int
    upload_id: int = Field(sa_type=BigId, foreign_key="upload.id", ondelete="CASCADE")
