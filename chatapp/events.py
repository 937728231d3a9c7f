"""What has happened, in the past tense. Events travel over the broker after the commit that made them true."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as everybody sees it. ``previous_*`` describe the message before it, for grouping and day lines."""

    room_uuid: UUID
    number: int
    revision: int
    author_uuid: UUID
    author_username: str
    author_name: str
    client_message_id: str
    body: str
    created_at: datetime
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    previous_author_uuid: UUID | None = None
    previous_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageChanged:
    """A message was posted, edited or deleted; ``message.revision`` is the room's revision since then."""

    message: MessageView


@dataclass(frozen=True, slots=True)
class RoomCreated:
    """A room has come to be. Who may see it asks the service."""

    room_uuid: UUID


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """Somebody became a member of a room."""

    room_uuid: UUID
    account_id: int


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """Somebody is no longer a member of a room."""

    room_uuid: UUID
    account_id: int


@dataclass(frozen=True, slots=True)
class PeopleHereChanged:
    """Somebody opened a room's page or left it. Who is here asks presence."""

    room_uuid: UUID


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A signed-in browser was signed out."""

    session_id: int


Event = MessageChanged | RoomCreated | MemberJoined | MemberLeft | PeopleHereChanged | SessionEnded


def room_topic(room_uuid: UUID) -> str:
    """Name the topic that carries one room's events to its members."""
    return f"room:{room_uuid}"


def account_topic(account_id: int) -> str:
    """Name the topic that carries what concerns one person."""
    return f"account:{account_id}"


LOBBY_TOPIC = "lobby"
