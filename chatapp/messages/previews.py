"""The last words of several rooms at once: what a list of rooms shows of each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, func
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.identity import Actor
from chatapp.messages.markup.turns import render_ahead
from chatapp.messages.plain_words import plain
from chatapp.messages.replies.quotes import beginning
from chatapp.rooms.access import select_open_memberships
from chatapp.storage.database import rows_of
from models import Account, Membership, Message, MessageKind, Room
from models.account import shown_name

COUNT = 2  # messages of a room
DEPTH = 300  # its newest numbers, of which removed messages and lines of Chatapp are left out
AT_MOST = 50  # rooms
LENGTH = 240  # characters of a message; in the statement itself: PostgreSQL cuts by no bigint, as parameters are


@dataclass(frozen=True, slots=True)
class MessagePreview:
    """The beginning of a message as plain text, and who wrote it."""

    number: int
    author_uuid: UUID
    author_name: str
    author_avatar: str
    words: str
    created_at: datetime


async def latest(
    session: AsyncSession, *, actor: Actor, room_uuids: Sequence[UUID]
) -> dict[UUID, list[MessagePreview]]:
    """Return the last two messages of each of these rooms that the actor is a member of, oldest first.

    One query; of more than fifty rooms, the first fifty are looked at.
    """
    if not room_uuids:
        return {}
    wanted = {"reader_id": actor.account_id, "room_uuids": list(room_uuids)[:AT_MOST]}
    rows: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in await rows_of(session, _select_latest(), wanted):
        rows[row.room_uuid] = [*rows[row.room_uuid][1 - COUNT :], row]
    await render_ahead(row.body for some in rows.values() for row in some)
    return {room_uuid: [preview_of(row) for row in some] for room_uuid, some in rows.items()}


def preview_columns(author: type[Account], body: ColumnElement[str]) -> list[Any]:
    """Return what `preview_of` reads of a `Message` and its author, and the room's uuid. ``body``: its first words."""
    return [
        col(Room.uuid).label("room_uuid"),
        col(Message.number),
        body.label("body"),
        col(Message.created_at),
        col(author.uuid).label("author_uuid"),
        col(author.username).label("author_username"),
        col(author.first_name).label("author_first_name"),
        col(author.last_name).label("author_last_name"),
        col(author.avatar).label("author_avatar"),
    ]


@cache
def _select_latest() -> Select[Any]:
    author = aliased(Account)
    is_wanted = (
        col(Membership.account_id) == bindparam("reader_id"),
        col(Room.uuid).in_(bindparam("room_uuids", expanding=True)),
    )
    columns = preview_columns(author, beginning(Message, LENGTH))
    found = select_open_memberships(*columns).join(Message, (col(Message.room_id) == Room.id) & _is_recent())
    found = found.join(author, col(author.id) == Message.author_id).where(*is_wanted, *_is_shown(Message))
    return found.order_by(col(Message.room_id), col(Message.number))


def _is_recent() -> ColumnElement[bool]:
    """Say in SQL that a message is not before the oldest that is shown of its room.

    However many lines came after that one, few rows are looked at.
    """
    recent = aliased(Message)
    shown = select_columns(col(recent.number)).where(
        col(recent.room_id) == Room.id, col(recent.number) > col(Room.last_number) - DEPTH, *_is_shown(recent)
    )
    oldest = shown.order_by(col(recent.number).desc()).limit(1).offset(COUNT - 1).correlate(Room).scalar_subquery()
    return col(Message.number) >= func.coalesce(oldest, col(Room.last_number) - DEPTH)


def _is_shown(message: Any) -> tuple[ColumnElement[bool], ...]:
    return col(message.deleted_at).is_(None), col(message.kind) == MessageKind.TEXT


def preview_of(row: Row[Any]) -> MessagePreview:
    """Return the preview in a row of `preview_columns`; its body is to be `render_ahead`ed if there are many."""
    return MessagePreview(
        number=row.number,
        author_uuid=row.author_uuid,
        author_name=shown_name(row.author_first_name, row.author_last_name, row.author_username),
        author_avatar=row.author_avatar,
        words=plain(row.body),
        created_at=row.created_at,
    )
