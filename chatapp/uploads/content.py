"""Which bytes somebody may have: asked for every file, every size of it, and every time."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, or_
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import NotFound
from chatapp.identity import Actor
from chatapp.rooms.access import select_open_memberships
from chatapp.storage.database import rows_of
from chatapp.uploads.views import FileContent
from models import Account, Attachment, Blob, Message, Room, Upload

_IS_CARRIED = and_(col(Message.id).is_not(None), col(Message.deleted_at).is_(None))
_IS_OWN = and_(col(Attachment.id).is_(None), col(Upload.account_id) == bindparam("actor_id"))
SELECT_CONTENT: Any = (
    select_open_memberships(
        col(Upload.name),
        col(Blob.stored_as),
        col(Blob.size),
        col(Blob.sha256),
        col(Blob.media_type),
        col(Blob.thumbnail),
    )
    .join(Upload, col(Upload.room_id) == Room.id)
    .join(Blob, col(Blob.id) == Upload.blob_id)
    .join(Attachment, col(Attachment.upload_id) == Upload.id, isouter=True)
    .join(Message, col(Message.id) == Attachment.message_id, isouter=True)
    .where(
        col(Upload.uuid) == bindparam("upload_uuid"),
        col(Account.id) == bindparam("actor_id"),
        or_(_IS_CARRIED, _IS_OWN),
    )
)


async def content(session: AsyncSession, *, actor: Actor, upload_uuid: UUID) -> FileContent:
    """Return where the bytes of a file are: to members of the room in which a message carries it, as long as it does.

    Before that, to its sender.

    Raises:
        NotFound: there is no such file, or the actor may not see it.
    """
    rows = await rows_of(session, SELECT_CONTENT, {"upload_uuid": upload_uuid, "actor_id": actor.account_id})
    if not rows:
        raise NotFound
    row = rows[0]
    return FileContent(row.name, row.stored_as, row.size, row.sha256, row.media_type, row.thumbnail)
