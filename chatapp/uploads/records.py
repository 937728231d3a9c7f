"""What is written of uploads: pieces that have arrived, contents that are kept, and uploads that are given up."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, delete, exists, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Conflict, Invalid
from chatapp.identity import Actor
from chatapp.storage.snapshot import Snapshot, within
from chatapp.storage.unit_of_work import SyncUnitOfWork, UnitOfWork
from chatapp.uploads import beginning
from chatapp.uploads.in_use import IS_CARRIED
from chatapp.uploads.keeping import Kept, objects_of, piece_name
from chatapp.uploads.limits import PIECE
from chatapp.uploads.names import named_after
from chatapp.uploads.piece_store import Part
from models import Blob, Upload
from models.utc_datetime import now

MOST_PIECES: Final = 1_000  # of any file
SMALLEST: Final = 4  # parts of what a piece may be: how small those of a large file may be on average
OF_MARK: Final = 25  # characters
COUNT: Any = (
    update(Upload)
    .where(
        col(Upload.id).in_(beginning.SELECT_OWN.with_only_columns(col(Upload.id))),
        col(Upload.received) == bindparam("before"),
        col(Upload.blob_id).is_(None),
        col(Upload.pieces).endswith(bindparam("last")),
        func.length(Upload.pieces) <= bindparam("most"),
    )
    .values(received=bindparam("after"), pieces=col(Upload.pieces) + bindparam("mark"), changed_at=bindparam("at"))
)
TOO_MANY: Final = "This file comes in too many pieces. Begin again, with larger ones."
IS_NEEDED: Final = exists().where(col(Upload.blob_id) == Blob.id)
ATTACHED: Final = "This file is on a message. Delete the message to delete the file."


def piece_names(upload_uuid: UUID, pieces: str) -> list[str]:
    """Return the names of an upload's objects, in order."""
    return [piece_name(upload_uuid, mark) for mark in pieces.split()]


def append(work: SyncUnitOfWork, *, actor: Actor, part: Part, offset: int) -> bool:
    """Note that a piece of the actor's upload, from ``offset`` on, has arrived; returns false if it doesn't count.

    It does if it begins where the others end, and is in a new object or in the last of those that count: another
    process may have begun again. However large the file, it may not come in very many objects: each has to be found.

    Raises:
        NotFound: there is no such upload of the actor's any more.
        Invalid: the file comes in too many pieces.
    """
    told = {
        "upload_uuid": part.upload.uuid,
        "actor_id": actor.account_id,
        "before": offset,
        "after": part.end,
        "mark": f" {part.mark}" if part.is_new else "",
        "last": "" if part.is_new else part.mark,
        "most": OF_MARK * (MOST_PIECES + SMALLEST * part.upload.size // PIECE),
        "at": now(),
    }
    if work.connection.execute(COUNT, told).rowcount == 1:
        return True
    upload = beginning.own(Snapshot(work.connection, {}), actor=actor, upload_uuid=part.upload.uuid)
    if part.is_new and upload.blob_id is None and upload.received == offset:
        raise Invalid({"piece": TOO_MANY})
    return False


async def start_again(work: UnitOfWork, upload_id: int) -> None:
    """Forget the pieces of an upload, of which some were lost. Checks no rights."""
    await work.session.exec(
        update(Upload)
        .where(col(Upload.id) == upload_id, col(Upload.blob_id).is_(None))
        .values(received=0, pieces="", changed_at=now())
        .execution_options(synchronize_session=False)
    )


async def complete(work: UnitOfWork, upload_id: int, kept: Kept) -> list[str]:
    """Give an upload its content, which others may have already; returns the objects that nobody needs. No rights.

    The locks make the sweep wait, or find what it wanted to take.
    """
    found = await work.session.exec(select(Upload).where(Upload.id == upload_id).with_for_update(key_share=True))
    upload = found.first()
    if upload is None or upload.blob_id is not None:
        return kept.objects
    blob, unneeded = await _blob_of(work.session, kept)
    upload.blob_id, upload.pieces, upload.changed_at = blob.id, "", now()
    upload.name = named_after(upload.name, kept.media_type)
    work.session.add(upload)
    return unneeded


async def cancel(work: UnitOfWork, *, actor: Actor, upload_uuid: UUID) -> tuple[list[str], list[str]]:
    """Forget an upload of the actor's; returns the objects of its pieces, and those of its content if nobody needs it.

    If contents were left to the sweep, whoever sends and cancels on and on would fill the disk, whatever their limit.

    Raises:
        NotFound: there is none.
        Conflict: a message carries it, or one that is written for later.
    """
    upload = await within(work.session, beginning.own, actor=actor, upload_uuid=upload_uuid)
    gone = await work.session.exec(
        delete(Upload).where(col(Upload.id) == upload.id, ~IS_CARRIED).returning(col(Upload.id))
    )
    if gone.first() is None:
        raise Conflict({"upload": ATTACHED})
    contents = [] if upload.blob_id is None else await forget_contents(work, [upload.blob_id])
    return piece_names(upload_uuid, upload.pieces), [name for one in contents for name in objects_of(one)]


async def forget_contents(work: UnitOfWork, blob_ids: Sequence[int]) -> list[str]:
    """Forget contents that no upload has; returns what they are stored as. Checks no rights."""
    gone = await work.session.exec(
        delete(Blob).where(col(Blob.id).in_(blob_ids), ~IS_NEEDED).returning(col(Blob.stored_as))
    )
    return [stored_as for (stored_as,) in gone.all()]


async def _blob_of(session: AsyncSession, kept: Kept) -> tuple[Blob, list[str]]:
    same = await session.exec(select(Blob).where(Blob.sha256 == kept.sha256).with_for_update(key_share=True))
    if (blob := same.first()) is not None:
        return blob, kept.objects
    blob = Blob(
        sha256=kept.sha256,
        stored_as=kept.stored_as,
        size=kept.size,
        media_type=kept.media_type,
        width=kept.width,
        height=kept.height,
        thumbnail=kept.thumbnail,
    )
    session.add(blob)
    await session.flush()
    return blob, []
