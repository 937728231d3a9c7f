"""REST: a message as programs see it, and what goes with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field, field_validator

from chatapp.api.attachments import AttachmentOut
from chatapp.events import MessageView
from chatapp.messages.blocks import Block
from chatapp.messages.blocks import read as read_blocks


class EditionOut(BaseModel):
    """What a message said from ``written_at`` until it was edited."""

    number: int
    body: str = Field(examples=["Deploying in five minutes."])
    written_at: datetime
    author_uuid: UUID


class EditionsOut(BaseModel):
    """What a message said before it was edited, newest first; empty if the workspace doesn't keep that."""

    editions: list[EditionOut]


class ReactionOut(BaseModel):
    """One emoji under a message and the people who reacted with it, first one first."""

    emoji: str = Field(examples=["👍"])
    count: int
    people: list[UUID] = Field(description="At most the first 100; ``count`` counts all.")


class MentionOut(BaseModel):
    """Whom a message mentions: a person, all members of the room, or the members who were online."""

    kind: str = Field(examples=["person"], description="person, room or here")
    uuid: UUID | None = Field(description="The person's; null for room and here.")


class ThreadPersonOut(BaseModel):
    """A person who replied in a thread."""

    uuid: UUID
    name: str = Field(examples=["Ada Lovelace"])


class ThreadOut(BaseModel):
    """The thread of a message. ``people``: up to three who replied, the latest first."""

    room_uuid: UUID = Field(description="Of the thread itself: it answers as any room.")
    replies: int
    last_at: datetime | None = Field(description="When the latest reply was written.")
    people: list[ThreadPersonOut]


class MessageOut(BaseModel):
    """A message. ``number`` is 1, 2, 3 … in its room without gaps; a deleted one keeps its number, without a body."""

    number: int
    revision: int
    author_uuid: UUID
    author_username: str
    author_name: str
    is_by_bot: bool = Field(description="A program has written it, under an account of its own.")
    client_message_id: str
    body: str
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    reactions: list[ReactionOut]
    kind: str = Field(
        examples=["text"], description="text; or joined, left, added, renamed, described, pinned: a line by Chatapp."
    )
    reply_to: int | None = Field(description="The number of the message in this room that it answers.")
    mentions: list[MentionOut]
    is_pinned: bool
    attachments: list[AttachmentOut]
    blocks: list[Block] = Field(description="Shown in place of the body, if there are any.")
    thread: ThreadOut | None = Field(description="The thread that it has, if there is one.")

    @field_validator("blocks", mode="before")
    @classmethod
    def _as_stored(cls, given: Any) -> Any:
        return read_blocks(given) if isinstance(given, str) else given

    @field_validator("mentions", mode="before")
    @classmethod
    def _without_people_here(cls, mentions: Any) -> Any:
        return [one for one in mentions if one.kind == "person" or one.uuid is None]


class MessagesOut(BaseModel):
    """A page of messages, oldest first, as of the room's ``revision``."""

    messages: list[MessageOut]
    revision: int
    has_more: bool


class ChangesOut(MessagesOut):
    """Messages in the order of their changes. Ask again with ``since=revision`` until ``has_more`` is false."""


def message_out(view: MessageView) -> MessageOut:
    """Return the message as programs see it."""
    return MessageOut.model_validate(view, from_attributes=True)
