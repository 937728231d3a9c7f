"""Webhooks of rooms: addresses that programs post to, and addresses that new messages are sent to."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel, String

from models.utc_datetime import UtcDateTime, now


class HookKind(StrEnum):
    """Which way messages go."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class Hook(SQLModel, table=True):
    """A room's webhook. ``used_at``: the last message; ``error`` and ``failed_at``: what went wrong last.

    An incoming one has an account that its messages are by, and a random token of which only the SHA-256 is kept.
    An outgoing one has the address ``url``; its secret follows from ``uuid`` and ``rotation``. It has sent the room's
    messages up to ``sent_number``, and replies in its threads that the room's revisions up to ``sent_revision`` told
    of; of those that the next revision told of, replies up to the number ``sent_reply``. After ``tries`` failures in
    a row the next try is due at ``due_at``.
    """

    id: int = Field(default=None, primary_key=True)
    uuid: UUID = Field(default_factory=uuid4, unique=True)
    room_id: int = Field(foreign_key="room.id", index=True, ondelete="CASCADE")
    kind: HookKind = Field(sa_type=String(16))
    name: str = Field(max_length=60)
    is_on: bool = True
    created_by_id: int = Field(foreign_key="account.id")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = Field(default="", max_length=300)  # a sentence
    failed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    token_hash: str | None = Field(default=None, max_length=64, unique=True)
    url: str = Field(default="", max_length=2000)
    rotation: int = 0
    sent_number: int = 0
    sent_revision: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    sent_reply: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    tries: int = 0
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
