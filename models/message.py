"""Messages."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel, String, Text

from models.big_id import BigId
from models.case_folded import case_folded
from models.utc_datetime import UtcDateTime, now

IS_UNCOUNTED = text("(message.deleted_at IS NOT NULL OR message.kind <> 'text')")  # left out of unread counts
_INDEXED = text("deleted_at IS NOT NULL OR kind <> 'text'")
_IS_PINNED = text("pinned_at IS NOT NULL")


class MessageKind(StrEnum):
    """What a message is: what somebody wrote, or a line in which Chatapp says what happened in the room."""

    TEXT = "text"
    JOINED = "joined"
    LEFT = "left"
    ADDED = "added"
    RENAMED = "renamed"
    DESCRIBED = "described"
    PINNED = "pinned"


class MentionKind(StrEnum):
    """What a name in a message means: one person, all members, those who were online, or another room.

    ``ADDED``: somebody whom a line of Chatapp names as added. It calls for nobody's attention.
    """

    PERSON = "person"
    ROOM = "room"
    HERE = "here"
    LINK = "link"
    ADDED = "added"


class Message(SQLModel, table=True):
    """One message of a room.

    ``number`` is 1, 2, 3 … per room without gaps; ``revision`` is the room's revision when this row last changed, so
    ``room_id = ? and revision > ?`` selects all later changes. A deleted message stays as a tombstone.
    ``client_message_id`` is chosen by the sender and makes posting idempotent. ``reply_to``: the number of the message
    in the same room that it answers. ``body_revision``: the revision of the last edit, if there was one.
    ``blocks``: what is shown in place of the body, as JSON (`chatapp/messages/blocks/`); empty for most messages.
    ``deleted_by_id``: None before there was such a column. ``parent_revision``: in a thread, the parent room's revision
    that told of it.
    """

    __table_args__ = (
        UniqueConstraint("room_id", "number"),
        UniqueConstraint("author_id", "client_message_id"),
        Index("ix_message_changes", "room_id", "revision"),
        Index(  # few: unread counts leave them out
            "ix_message_uncounted", "room_id", "number", sqlite_where=_INDEXED, postgresql_where=_INDEXED
        ),
        Index("ix_message_pinned", "room_id", "pinned_at", sqlite_where=_IS_PINNED, postgresql_where=_IS_PINNED),
    )

    id: int = Field(default=None, sa_type=BigId, primary_key=True)
    room_id: int = Field(foreign_key="room.id", ondelete="CASCADE")
    number: int
    revision: int
    author_id: int = Field(foreign_key="account.id")
    client_message_id: str = Field(max_length=64)
    kind: MessageKind = Field(default=MessageKind.TEXT, sa_type=String(16))
    reply_to: int | None = None
    body: str = Field(sa_type=Text)
    blocks: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    body_revision: int | None = None
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_by_id: int | None = Field(default=None, foreign_key="account.id")
    pinned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pinned_by_id: int | None = Field(default=None, foreign_key="account.id")
    parent_revision: int | None = None


class Mention(SQLModel, table=True):
    """Whom a message mentions: a person, everybody in the room, or those who were online; or a room that it names.

    ``room_id`` and ``number`` are the message's, so that unread mentions are counted without it. ``account_id``: None
    for ``MentionKind.ROOM``, which is one row for any number of members, and for one row of ``MentionKind.HERE``, which
    has another one for each person who was online then. ``typed``: the key of the name as the text has it, which stays
    when the person gets another. ``target_id``: the room that a link leads to.
    """

    __table_args__ = (
        Index("ix_mention_message", "message_id"),
        Index("ix_mention_account", "account_id", "room_id", "number"),
        Index("ix_mention_room", "room_id", "kind", "number"),
    )

    id: int = Field(default=None, sa_type=BigId, primary_key=True)
    message_id: int = Field(sa_type=BigId, foreign_key="message.id", ondelete="CASCADE")
    room_id: int = Field(foreign_key="room.id", ondelete="CASCADE")
    number: int
    kind: MentionKind = Field(sa_type=String(16))
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="CASCADE")
    typed: str = Field(default="", sa_type=case_folded(240))
    target_id: int | None = Field(default=None, foreign_key="room.id", ondelete="CASCADE")


class MessageEdition(SQLModel, table=True):
    """What a message said before it was edited or deleted. ``number``: 1, 2, 3 … per message."""

    __tablename__ = "message_edition"
    __table_args__ = (UniqueConstraint("message_id", "number"),)

    id: int = Field(default=None, sa_type=BigId, primary_key=True)
    message_id: int = Field(sa_type=BigId, foreign_key="message.id", ondelete="CASCADE")
    number: int
    body: str = Field(sa_type=Text)
    written_at: datetime = Field(sa_type=UtcDateTime)  # when the message began to say this
    written_by_id: int = Field(foreign_key="account.id")


class SavedMessage(SQLModel, table=True):
    """A message that a person keeps for later; ``done_at``: when they were done with it."""

    __tablename__ = "saved_message"
    __table_args__ = (Index("ix_saved_message_message", "message_id"),)

    account_id: int = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    message_id: int = Field(sa_type=BigId, foreign_key="message.id", primary_key=True, ondelete="CASCADE")
    saved_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
