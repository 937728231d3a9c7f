"""Administration: finding what was said, so that what must not stay can be removed (`messages.remove`)."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, or_
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.identity import Actor, require_administrator
from chatapp.storage.any_case import holds
from chatapp.storage.database import rows_of
from chatapp.storage.paging import LONGEST_SEARCH, PAGE, Page, bounded, page_of
from chatapp.uploads.attachments_column import attachments_of, select_attachments
from models import Account, Attachment, Message, MessageKind, Room, Upload, Visibility
from models.account import shown_name

_IS_TEXT = col(Message.kind) == MessageKind.TEXT
EXCERPT = 500
FEWEST = 3  # letters to search for


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message with its room, author and time. ``body`` is cut after 500 characters; ``files``: their names."""

    message_id: int
    room_uuid: UUID
    room_name: str
    number: int
    author_uuid: UUID
    author_username: str
    author_name: str
    author_avatar: str
    body: str
    files: tuple[str, ...]
    created_at: datetime

    @property
    def words(self) -> str:
        """What it says, on one line; the names of its files if it says nothing."""
        return " ".join(self.body.split()) or ", ".join(self.files)


async def find(
    session: AsyncSession,
    *,
    actor: Actor,
    search: str = "",
    room: UUID | None = None,
    author: UUID | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> Page[FoundMessage, int]:
    """Return messages that hold a text or have a file named so, newest first, at most ``limit`` (200). Two queries.

    Private and closed rooms are searched too: what must not stay may be there. Conversations of two people are not:
    administrators can't read them. Removed messages have no text left to find.

    Args:
        session: the database as it is read.
        actor: the administrator.
        search: part of the text or of a file's name, in any case: at least three letters, or two of Chinese,
            Japanese or Korean; less finds nothing, so that nobody reads a room from end to end.
        room: only in this room.
        author: only by this person.
        after: the ``next`` of the former page.
        limit: messages at most.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    limit = bounded(limit)
    direct = select_columns(col(Room.id)).where(col(Room.visibility) == Visibility.DIRECT)
    conditions = [col(Room.home_id).not_in(direct), col(Message.deleted_at).is_(None), _IS_TEXT]
    words = text.search_term(search, at_most=LONGEST_SEARCH)
    if sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words) < FEWEST:
        return Page([], None)
    named = exists().where(
        col(Attachment.message_id) == Message.id, col(Upload.id) == Attachment.upload_id, holds(col(Upload.name), words)
    )
    conditions.append(or_(holds(col(Message.body), words), named))
    if room is not None:
        conditions.append(col(Room.uuid) == room)
    if author is not None:
        conditions.append(col(Account.uuid) == author)
    if after is not None:
        conditions.append(col(Message.id) < after)
    rows = await rows_of(session, _select(conditions).limit(limit + 1))
    return page_of([_view(row) for row in rows], limit, lambda message: message.message_id)


_COLUMNS: list[Any] = [
    col(Message.id).label("message_id"),
    col(Room.uuid).label("room_uuid"),
    col(Room.name).label("room_name"),
    col(Message.number),
    col(Account.uuid).label("author_uuid"),
    col(Account.username),
    col(Account.first_name),
    col(Account.last_name),
    col(Account.avatar),
    col(Message.body),
    select_attachments().label("attachments"),
    col(Message.created_at),
]


def _select(conditions: list[ColumnElement[bool]]) -> Any:
    return (
        select_columns(*_COLUMNS)
        .select_from(Message)
        .join(Room, col(Room.id) == Message.room_id)
        .join(Account, col(Account.id) == Message.author_id)
        .where(*conditions)
        .order_by(col(Message.id).desc())
    )


def _view(row: Row[Any]) -> FoundMessage:
    return FoundMessage(
        message_id=row.message_id,
        room_uuid=row.room_uuid,
        room_name=row.room_name,
        number=row.number,
        author_uuid=row.author_uuid,
        author_username=row.username,
        author_name=shown_name(row.first_name, row.last_name, row.username),
        author_avatar=row.avatar,
        body=row.body[:EXCERPT],
        files=tuple(file.name for file in attachments_of(row.attachments)),
        created_at=row.created_at,
    )
