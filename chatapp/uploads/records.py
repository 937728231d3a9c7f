"""What is written of uploads: pieces that have arrived, contents that are kept, and uploads that are given up."""

from typing import Final
from uuid import UUID

from sqlalchemy import delete, exists, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Conflict, Invalid
from chatapp.identity import Actor
from chatapp.storage.snapshot import within
from chatapp.storage.unit_of_work import SyncUnitOfWork, UnitOfWork
from chatapp.uploads import beginning
from chatapp.uploads.keeping import PIECES, Kept
from chatapp.uploads.limits import PIECE
from chatapp.uploads.names import named_after
from models import Attachment, Blob, Upload
from models.utc_datetime import now

MOST_PIECES: Final = 1_000  # of any file
SMALLEST: Final = 4  # parts of what a piece may be: how small those of a large file may be on average
ATTACHED: Final = "This file is on a message. Delete the message to delete the file."


def piece_names(upload_uuid: UUID, pieces: str) -> list[str]:
    """Return the names of an upload's objects, in order."""
    return [f"{PIECES}/{upload_uuid.hex}/{mark}" for mark in pieces.split()]


def check_pieces(pieces: str, size: int) -> None:
    """Refuse a piece if a file has come in very many already: each has to be found again.

    Raises:
        Invalid: it has.
    """
    if pieces.count(" ") > MOST_PIECES + SMALLEST * size // PIECE:
        raise Invalid({"piece": "This file comes in too many pieces. Begin again, with larger ones."})


def append(work: SyncUnitOfWork, upload_id: int, offset: int, mark: str, length: int) -> int | None:
    """Note that a piece has arrived; returns how much there is then. None if another one came first. No rights."""
    moved = work.connection.execute(
        update(Upload)
        .where(col(Upload.id) == upload_id, col(Upload.received) == offset, col(Upload.blob_id).is_(None))
        .values(received=offset + length, pieces=col(Upload.pieces) + f" {mark}", changed_at=now())
        .returning(col(Upload.received))
    )
    return moved.scalar_one_or_none()


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


async def cancel(work: UnitOfWork, *, actor: Actor, upload_uuid: UUID) -> list[str]:
    """Forget an upload of the actor's; returns the objects of its pieces. A content is left to the sweep.

    Raises:
        NotFound: there is none.
        Conflict: a message carries it.
    """
    upload = await within(work.session, beginning.own, actor=actor, upload_uuid=upload_uuid)
    attached = exists().where(col(Attachment.upload_id) == Upload.id)
    gone = await work.session.exec(
        delete(Upload).where(col(Upload.id) == upload.id, ~attached).returning(col(Upload.id))
    )
    if gone.first() is None:
        raise Conflict({"upload": ATTACHED})
    return piece_names(upload_uuid, upload.pieces)


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
