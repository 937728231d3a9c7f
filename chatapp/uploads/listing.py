"""The files of a room and of its threads, the newest first."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.identity import Actor
from chatapp.rooms import require_membership
from chatapp.storage.any_case import holds
from chatapp.storage.database import rows_of
from chatapp.storage.paging import PAGE, Page, bounded, page_of
from chatapp.uploads.attaching import FILE_COLUMNS, view_of
from chatapp.uploads.views import RoomFile
from models import Account, Attachment, Blob, Message, Room, Upload
from models.account import shown_name


async def files(
    session: AsyncSession,
    *,
    actor: Actor,
    room_uuid: UUID,
    search: str = "",
    after: int | None = None,
    limit: int = PAGE,
) -> Page[RoomFile, int]:
    """Return the files on messages of a room and of its threads, the last sent first, at most ``limit`` (200).

    ``search``: part of a file's name or description, or of its sender's name. ``after``: the ``next`` of the former
    page.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room_id = await require_membership(session, actor=actor, room_uuid=room_uuid)
    limit = bounded(limit)
    query = _select_files().where(await _is_in(session, room_id))
    if term := text.search_term(search):
        named = (holds(col(part), term) for part in (Upload.name, Upload.alt))
        query = query.where(or_(*named, col(Account.search_key).contains(term, autoescape=True)))
    if after is not None:
        query = query.where(col(Attachment.id) < after)
    rows = await rows_of(session, query.order_by(col(Attachment.id).desc()).limit(limit + 1))
    return page_of([_file(row) for row in rows], limit, lambda found: found.place)


async def _is_in(session: AsyncSession, room_id: int) -> ColumnElement[bool]:
    """Say in SQL that an attachment is in a room or one of its threads; most rooms have none with files."""
    has_files = exists().where(col(Attachment.room_id) == Room.id)
    threads = (await session.exec(select(Room.id).where(Room.parent_id == room_id, has_files))).all()
    return col(Attachment.room_id).in_([room_id, *threads]) if threads else col(Attachment.room_id) == room_id


@cache
def _select_files() -> Select[Any]:
    columns: list[Any] = [
        col(Attachment.id).label("place"),
        col(Room.uuid).label("room_uuid"),
        *FILE_COLUMNS,
        col(Message.number),
        col(Message.created_at),
        col(Account.uuid).label("author_uuid"),
        col(Account.username),
        col(Account.first_name),
        col(Account.last_name),
    ]
    return (
        select_columns(*columns)
        .select_from(Attachment)
        .join(Upload, col(Upload.id) == Attachment.upload_id)
        .join(Blob, col(Blob.id) == Upload.blob_id)
        .join(Message, col(Message.id) == Attachment.message_id)
        .join(Room, col(Room.id) == Attachment.room_id)
        .join(Account, col(Account.id) == Message.author_id)
        .where(col(Message.deleted_at).is_(None))
    )


def _file(row: Row[Any]) -> RoomFile:
    return RoomFile(
        place=row.place,
        attachment=view_of(row),
        room_uuid=row.room_uuid,
        number=row.number,
        author_uuid=row.author_uuid,
        author_username=row.username,
        author_name=shown_name(row.first_name, row.last_name, row.username),
        sent_at=row.created_at,
    )
