"""A message as events, pages and programs see it, with what stands on it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Reaction:
    """One emoji under a message, and who put it there: uuids and shown names side by side, the first comer first.

    ``unlisted``: how many more there are, of whom a crowd's reaction says no names.
    """

    emoji: str
    people: tuple[UUID, ...]
    names: tuple[str, ...]
    unlisted: int = 0

    @property
    def count(self) -> int:
        """How many put it there."""
        return len(self.people) + self.unlisted


@dataclass(frozen=True, slots=True)
class Quote:
    """The message that another one answers, as far as it is shown there: the beginning of its text.

    ``revision``: the quoted message's; of two quotes the one with the higher is newer. Equal quotes may differ in it.
    """

    number: int
    author_uuid: UUID
    author_name: str
    body: str
    is_deleted: bool
    revision: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """Whom a message mentions. ``kind``: person, room or here; ``typed``: the key of the name as the text has it.

    A person has ``uuid``, and names as they are now. ``here`` is there once without a ``uuid``, and once with that of
    each person who was online then.
    """

    kind: str
    uuid: UUID | None = None
    username: str = ""
    name: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class RoomLink:
    """A room that a message names, and that everybody could see then. ``typed``: the key of the name in the text."""

    uuid: UUID
    typed: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file on a message. ``width`` and ``height``: of a picture that pages show, in pixels; as in `models.Blob`.

    ``thumbnail``: the longest side of its largest thumbnail; 0 if it has none. ``alt``: what it shows, in words.
    """

    uuid: UUID
    name: str
    size: int
    media_type: str
    width: int | None = None
    height: int | None = None
    thumbnail: int = 0
    alt: str = ""

    @property
    def pages(self) -> int | None:
        """How many pages a document has, if that is known."""
        return self.height if self.width is None else None


@dataclass(frozen=True, slots=True)
class ThreadPerson:
    """Somebody who replied in a thread."""

    uuid: UUID
    name: str
    avatar: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """The thread that a message has, as far as it is shown under it. Replies that were deleted are not counted.

    ``last_at``: when the newest reply was written; None without replies. ``people``: up to three who replied, the
    latest first. ``revision``: the room's revision that told of the newest reply; 0 without replies.
    """

    room_uuid: UUID
    replies: int
    last_at: datetime | None = None
    people: tuple[ThreadPerson, ...] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as everybody sees it. ``previous_*`` describe the message before it, for grouping and day lines.

    ``kind``: text, or what a line in which Chatapp speaks is about. ``reply_to``: the number of the message it answers.
    ``is_removed_by_moderator``: it was deleted, and not by its author. ``blocks``: what pages show in place of the
    body, as JSON (`chatapp/messages/blocks/`); empty for most messages. ``is_by_bot``: a program has written it.
    """

    room_uuid: UUID
    number: int
    revision: int
    author_uuid: UUID
    author_username: str
    author_name: str
    author_avatar: str
    client_message_id: str
    body: str
    created_at: datetime
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    previous_author_uuid: UUID | None = None
    previous_at: datetime | None = None
    reactions: tuple[Reaction, ...] = ()
    kind: str = "text"
    reply_to: int | None = None
    quote: Quote | None = None
    mentions: tuple[Mention, ...] = ()
    links: tuple[RoomLink, ...] = ()
    is_pinned: bool = False
    is_removed_by_moderator: bool = False
    attachments: tuple[Attachment, ...] = ()
    blocks: str = ""
    is_by_bot: bool = False
    thread: Thread | None = None

    @property
    def is_text(self) -> bool:
        """Whether somebody wrote it; otherwise Chatapp says what happened."""
        return self.kind == "text"

    def mentions_person(self, account_uuid: UUID) -> bool:
        """Whether the message calls this person, who did not write it: by name, or with everybody."""
        is_called = any(one.kind == "room" or one.uuid == account_uuid for one in self.mentions)
        return is_called and self.is_text and self.author_uuid != account_uuid and self.deleted_at is None
