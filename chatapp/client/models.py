"""What the API answers, as far as programs need it. Fields that a newer server adds are left out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Attachment(_Answer):
    """A file on a message. ``url`` begins at the server's address and takes the same token."""

    uuid: UUID
    name: str
    size: int
    media_type: str
    url: str
    alt: str = ""


class Reaction(_Answer):
    """An emoji under a message, and the first 100 people who reacted with it."""

    emoji: str
    count: int
    people: list[UUID]


class ThreadPerson(_Answer):
    """Somebody who replied in a thread."""

    uuid: UUID
    name: str


class Thread(_Answer):
    """The thread of a message: a room of its own. ``people``: up to three who replied, the latest first."""

    room_uuid: UUID
    replies: int
    last_at: datetime | None = None
    people: list[ThreadPerson] = []


class Message(_Answer):
    """A message. ``number`` is 1, 2, 3 … in its room; ``revision`` is the room's when it last changed.

    ``kind``: text, or what Chatapp itself says, such as joined. Times are in UTC.
    """

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
    kind: str = "text"
    reply_to: int | None = None
    is_pinned: bool = False
    reactions: list[Reaction] = []
    attachments: list[Attachment] = []
    blocks: list[dict[str, Any]] = []
    is_by_bot: bool = False
    thread: Thread | None = None


class Reminder(_Answer):
    """A reminder of yours: a text, or a message, of whose room you may not be a member any more.

    ``told_at``: when you were reminded, until you delete it. ``repeats``: never, daily, weekdays or weekly.
    """

    uuid: UUID
    text: str
    room_uuid: UUID | None
    number: int | None
    words: str
    at: str
    time_zone: str
    due_at: datetime
    repeats: str
    told_at: datetime | None


class ScheduledFile(_Answer):
    """A file that a message for later takes along. ``size``: bytes."""

    uuid: UUID
    name: str
    size: int


class ScheduledMessage(_Answer):
    """A message that you have written for later. ``room_uuid``: None if the room was deleted.

    ``at``: on the clocks of ``time_zone``. ``problem``: why it couldn't be sent, and waits for you; or empty.
    """

    uuid: UUID
    room_uuid: UUID | None
    room_name: str
    body: str
    reply_to: int | None
    at: str
    time_zone: str
    due_at: datetime
    files: list[ScheduledFile] = []
    problem: str = ""


class Emoji(_Answer):
    """A custom emoji; texts and reactions name it between colons. ``picture``: its path at the server, as WebP."""

    name: str
    picture: str
    is_moving: bool
    created_by: UUID
    created_by_name: str
    created_at: datetime


def uuid_of(one: Reminder | ScheduledMessage | UUID) -> UUID:
    """Return the uuid of something for later, or the uuid itself."""
    return one if isinstance(one, UUID) else one.uuid


def number_of(message: Message | int) -> int:
    """Return the number of a message, or the number itself."""
    return message if isinstance(message, int) else message.number


class FoundMessage(Message):
    """A message that a search found, and where."""

    room_uuid: UUID
    room_name: str
    parent_uuid: UUID | None = None


class MessagePage(_Answer):
    """A page of messages, as of the room's ``revision``."""

    messages: list[Message]
    revision: int
    has_more: bool


class SearchPage(_Answer):
    """A page of what was found. ``cursor``: for what follows; None at the end."""

    results: list[FoundMessage]
    cursor: str | None = None
    is_complete: bool
    note: str | None = None


class RoomInfo(_Answer):
    """A room, as you see it. ``visibility``: public, private, direct, or thread.

    A thread has ``parent_uuid`` and ``root_number``: the room and the message that it belongs to.
    """

    uuid: UUID
    name: str
    description: str = ""
    visibility: str
    is_member: bool
    closed_at: datetime | None = None
    parent_uuid: UUID | None = None
    root_number: int | None = None


class RoomsPage(_Answer):
    """A page of rooms. ``next``: for what follows; None at the end."""

    rooms: list[RoomInfo]
    next: str | None = None


class Person(_Answer):
    """A person, or the account that the token belongs to."""

    uuid: UUID
    username: str
    name: str = ""


class Upload(_Answer):
    """A file on its way: the next piece begins at ``offset``."""

    uuid: UUID
    offset: int
    piece_size: int
    is_ready: bool
