"""The files of a room, the newest first."""

from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, or_
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
from models import Account, Attachment, Blob, Message, Upload
from models.account import shown_name

PLACES: Final = 32  # of a message, which has fewer files


async def files(
    session: AsyncSession,
    *,
    actor: Actor,
    room_uuid: UUID,
    search: str = "",
    after: int | None = None,
    limit: int = PAGE,
) -> Page[RoomFile, int]:
    """Return the files on a room's messages, the last sent first, at most ``limit`` (200).

    ``search``: part of a file's name or description, or of its sender's name. ``after``: the ``next`` of the former
    page.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room_id = await require_membership(session, actor=actor, room_uuid=room_uuid)
    limit = bounded(limit)
    query = _select_files().where(col(Attachment.room_id) == room_id)
    if term := text.search_term(search):
        named = (holds(col(part), term) for part in (Upload.name, Upload.alt))
        query = query.where(or_(*named, col(Account.search_key).contains(term, autoescape=True)))
    if after is not None:
        query = query.where(_is_before(room_id, after))
    rows = await rows_of(session, query.order_by(col(Attachment.id).desc()).limit(limit + 1))
    return page_of([_file(row) for row in rows], limit, lambda found: found.place)


def _is_before(room_id: int, place: int) -> ColumnElement[bool]:
    number, position = divmod(place, PLACES)
    message = select(Message.id).where(Message.room_id == room_id, Message.number == number).scalar_subquery()
    is_earlier = and_(col(Attachment.message_id) == message, col(Attachment.position) < position)
    return or_(col(Attachment.message_id) < message, is_earlier)


@cache
def _select_files() -> Select[Any]:
    columns: list[Any] = [
        col(Attachment.position),
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
        .join(Account, col(Account.id) == Message.author_id)
        .where(col(Message.deleted_at).is_(None))
    )


def _file(row: Row[Any]) -> RoomFile:
    return RoomFile(
        place=row.number * PLACES + row.position,
        attachment=view_of(row),
        number=row.number,
        author_uuid=row.author_uuid,
        author_username=row.username,
        author_name=shown_name(row.first_name, row.last_name, row.username),
        sent_at=row.created_at,
    )
