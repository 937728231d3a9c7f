"""Files of messages for later: they are the author's uploads in the room, kept until the message is posted."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import uploads
from chatapp.errors import Conflict
from chatapp.identity import Actor
from chatapp.storage.database import rows_of
from chatapp.storage.unit_of_work import UnitOfWork
from chatapp.uploads import attaching
from chatapp.uploads.sweep import forget
from models import ScheduledUpload, Upload

COLUMNS: Final[Any] = (col(ScheduledUpload.scheduled_id), col(Upload.uuid), col(Upload.name), col(Upload.size))


@dataclass(frozen=True, slots=True)
class ScheduledFile:
    """A file that a message for later takes along. ``size``: bytes."""

    uuid: UUID
    name: str
    size: int


async def take(session: AsyncSession, actor: Actor, room_uuid: UUID, wanted: Sequence[UUID]) -> list[int]:
    """Return the ids of the actor's uploads that a message for later may take along, in their order.

    Raises:
        Invalid: one of them is not there, or has not arrived; or there are too many.
        Conflict: one of them is on a message, or on another one for later.
    """
    chosen = uploads.check_uploads(wanted)
    if not chosen:
        return []
    connection = await session.connection()
    found = await connection.run_sync(attaching.look_up, chosen)
    ids = [one.upload_id for one in found.take(room_uuid, actor.account_id, chosen)]
    is_kept = col(ScheduledUpload.upload_id).in_(ids)
    taken = (await session.exec(select(ScheduledUpload.upload_id).where(is_kept))).all()
    if taken:
        raise Conflict({"uploads": attaching.TAKEN})
    return ids


def keep(work: UnitOfWork, scheduled_id: int, upload_ids: Sequence[int]) -> None:
    """Keep uploads for a message for later."""
    for position, upload_id in enumerate(upload_ids):
        work.session.add(ScheduledUpload(upload_id=upload_id, scheduled_id=scheduled_id, position=position))


async def files_of(session: AsyncSession, scheduled_ids: Collection[int]) -> Mapping[int, list[ScheduledFile]]:
    """Return the files of messages for later, in their order, by the messages' ids."""
    query = (
        select_columns(*COLUMNS)
        .join(Upload, col(Upload.id) == ScheduledUpload.upload_id)
        .where(col(ScheduledUpload.scheduled_id).in_(list(scheduled_ids)))
        .order_by(col(ScheduledUpload.scheduled_id), col(ScheduledUpload.position))
    )
    found = defaultdict[int, list[ScheduledFile]](list)
    for row in await rows_of(session, query):
        found[row.scheduled_id].append(ScheduledFile(row.uuid, row.name, row.size))
    return found


async def drop(work: UnitOfWork, scheduled_id: int) -> None:
    """Give up the files of a message for later that is deleted; the sweep takes their contents."""
    query = select(ScheduledUpload).where(col(ScheduledUpload.scheduled_id) == scheduled_id)
    kept = (await work.session.exec(query)).all()
    for one in kept:
        await work.session.delete(one)
    await work.session.flush()
    await forget(work, [one.upload_id for one in kept])
