"""Beginning an upload: its form and the sender's rights are checked, and the room that it takes."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, case, exists, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.errors import Conflict, Invalid, NotFound
from chatapp.identity import Actor
from chatapp.rooms import require_membership
from chatapp.rooms.access import select_open_memberships
from chatapp.storage.database import rows_of
from chatapp.storage.snapshot import Snapshot, within
from chatapp.storage.unit_of_work import UnitOfWork
from chatapp.uploads.limits import ALT_LIMIT, UploadLimits
from chatapp.uploads.names import safe_name
from chatapp.uploads.views import UploadView
from models import Account, Attachment, Blob, Room, Upload

COLUMNS: Any = (
    col(Upload.id),
    col(Upload.uuid),
    col(Room.uuid).label("room_uuid"),
    col(Upload.name),
    col(Upload.size),
    col(Upload.received),
    col(Upload.pieces),
    col(Upload.blob_id),
    col(Upload.alt),
)
SELECT_ACTORS: Any = (
    select_open_memberships(*COLUMNS)
    .join(Upload, col(Upload.room_id) == Room.id)
    .where(col(Upload.account_id) == bindparam("actor_id"), col(Account.id) == bindparam("actor_id"))
)
SELECT_OWN: Any = SELECT_ACTORS.where(col(Upload.uuid) == bindparam("upload_uuid"))
SELECT_EARLIER: Any = SELECT_ACTORS.where(col(Upload.client_upload_id) == bindparam("key"))


async def begin(
    work: UnitOfWork,
    *,
    actor: Actor,
    room_uuid: UUID,
    name: str,
    size: int,
    client_upload_id: str,
    limits: UploadLimits,
    alt: str | None = None,
) -> UploadView:
    """Begin to send a file into a room; nobody sees it until a message carries it.

    A repeated ``client_upload_id`` returns the upload that was begun, with how much of it has arrived. ``alt``: what a
    picture shows; given with a repeated one, it replaces the former description, until a message has the file.

    Raises:
        Invalid: the name, the size, ``alt`` or ``client_upload_id`` cannot be taken.
        TooLarge: it is larger than any file may be.
        Full: the actor has used up what they may store.
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
        Conflict: the actor has used this ``client_upload_id`` for another file.
    """
    key = text.client_key(client_upload_id, "client_upload_id")
    clean, described = safe_name(name), text.single_line(alt or "", "alt", "description", at_most=ALT_LIMIT)
    if size < 1:
        raise Invalid({"size": "This file is empty. Choose another."})
    limits.check_size(size)
    room_id = await require_membership(work.session, actor=actor, room_uuid=room_uuid)
    if (earlier := await _earlier(work.session, actor, key)) is not None:
        if earlier.room_uuid != room_uuid or earlier.size != size:
            raise Conflict({"client_upload_id": "You've already used this client_upload_id for another file."})
        if alt is not None and described != earlier.alt:
            await _describe(work.session, earlier.id, described)
        return view_of(earlier)
    limits.check_person(await used_by(work.session, actor), size)
    upload = Upload(
        account_id=actor.account_id, room_id=room_id, client_upload_id=key, name=clean, alt=described, size=size
    )
    work.session.add(upload)
    await work.session.flush()
    return UploadView(upload.uuid, room_uuid, clean, size, 0, is_ready=False, is_new=True)


def own(snapshot: Snapshot, *, actor: Actor, upload_uuid: UUID) -> Row[Any]:
    """Return the row of an upload of the actor's, with `COLUMNS`.

    Raises:
        NotFound: there is none, or the actor is no longer a member of its room.
    """
    asked = {"upload_uuid": upload_uuid, "actor_id": actor.account_id}
    if (row := snapshot.connection.execute(SELECT_OWN, asked).first()) is None:
        raise NotFound("This upload isn't there any more. Choose the file again.")
    return row


async def find(session: AsyncSession, *, actor: Actor, upload_uuid: UUID) -> UploadView:
    """Return how much has arrived of an upload of the actor's; raises as `own`."""
    return view_of(await within(session, own, actor=actor, upload_uuid=upload_uuid))


async def used_by(session: AsyncSession, actor: Actor) -> int:
    """Return how many bytes of files the actor has sent or said they will send, as they are kept if that is more."""
    kept = func.coalesce(col(Blob.size), 0)
    size = case((kept > col(Upload.size), kept), else_=col(Upload.size))
    files = select(func.coalesce(func.sum(size), 0)).select_from(Upload).join(Blob, isouter=True)
    return int((await session.exec(files.where(Upload.account_id == actor.account_id))).one())


def view_of(row: Row[Any]) -> UploadView:
    """Return an upload as its sender sees it, of a row of `COLUMNS`."""
    return UploadView(row.uuid, row.room_uuid, row.name, row.size, row.received, is_ready=row.blob_id is not None)


async def _earlier(session: AsyncSession, actor: Actor, key: str) -> Row[Any] | None:
    rows = await rows_of(session, SELECT_EARLIER, {"key": key, "actor_id": actor.account_id})
    return rows[0] if rows else None


async def _describe(session: AsyncSession, upload_id: int, alt: str) -> None:
    """Change what is said of a file that no message has."""
    attached = exists().where(col(Attachment.upload_id) == Upload.id)
    change = update(Upload).where(col(Upload.id) == upload_id, ~attached).values(alt=alt)
    await session.exec(change.execution_options(synchronize_session=False))
