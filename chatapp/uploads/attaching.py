"""Files of new messages: looked up and written in the transaction that stores the messages, many at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert
from sqlalchemy import select as select_columns
from sqlmodel import col

from chatapp.errors import Conflict, Invalid
from chatapp.events import Attachment as AttachmentView
from chatapp.uploads.limits import OF_MESSAGE
from models import Attachment, Blob, Message, Room, Upload

AT_ONCE: Final = 500  # parameters of one query
GONE: Final = "One of the files isn't there any more. Attach it again."
NOT_READY: Final = "One of the files hasn't arrived yet. Wait until it's there."
TAKEN: Final = "One of the files is on another message already. Attach it again."

FILE_COLUMNS: Any = (
    col(Upload.uuid),
    col(Upload.name),
    col(Upload.alt),
    col(Blob.size),
    col(Blob.media_type),
    col(Blob.width),
    col(Blob.height),
    col(Blob.thumbnail),
)
SELECT_UPLOADS: Any = (
    select_columns(
        col(Upload.id),
        col(Upload.account_id),
        col(Room.uuid).label("room_uuid"),
        col(Upload.blob_id),
        col(Attachment.id).label("attachment_id"),
        *FILE_COLUMNS,
    )
    .select_from(Upload)
    .join(Room, col(Room.id) == Upload.room_id)
    .join(Blob, col(Blob.id) == Upload.blob_id, isouter=True)
    .join(Attachment, col(Attachment.upload_id) == Upload.id, isouter=True)
    .where(col(Upload.uuid).in_(bindparam("uploads", expanding=True)))
)
SELECT_IDS: Any = select_columns(col(Message.number), col(Message.id)).where(
    col(Message.room_id) == bindparam("room"), col(Message.number).in_(bindparam("numbers", expanding=True))
)


class Attachable(NamedTuple):
    """A file that a new message carries: its upload's id, and what is shown of it."""

    upload_id: int
    view: AttachmentView


@dataclass(slots=True)
class Attachables:
    """The uploads that a group of new messages names. Each can be taken once."""

    found: dict[UUID, Any] = field(default_factory=dict)
    taken: set[UUID] = field(default_factory=set)

    def take(self, room_uuid: UUID, account_id: int, wanted: Sequence[UUID]) -> tuple[Attachable, ...]:
        """Return the files of one message, in the order in which it names them.

        Raises:
            Invalid: there is no such upload of the author's in the room, or not all of it has arrived.
            Conflict: another message carries it.
        """
        rows = [self._row(room_uuid, account_id, upload_uuid) for upload_uuid in wanted]
        self.taken.update(wanted)
        return tuple(Attachable(row.id, view_of(row)) for row in rows)

    def _row(self, room_uuid: UUID, account_id: int, upload_uuid: UUID) -> Any:
        row = self.found.get(upload_uuid)
        if row is None or (row.room_uuid, row.account_id) != (room_uuid, account_id):
            raise Invalid({"uploads": GONE})
        if row.attachment_id is not None or upload_uuid in self.taken:
            raise Conflict({"uploads": TAKEN})
        if row.blob_id is None:
            raise Invalid({"uploads": NOT_READY})
        return row


NO_FILES: Final = Attachables()  # for messages that name none


def check_uploads(wanted: Sequence[UUID]) -> tuple[UUID, ...]:
    """Check which files a message names, as far as it can be done without the database.

    Raises:
        Invalid: there are too many, or one of them twice.
    """
    if len(wanted) > OF_MESSAGE:
        raise Invalid({"uploads": f"A message can have up to {OF_MESSAGE} files; this one has {len(wanted)}."})
    if len(set(wanted)) < len(wanted):
        raise Invalid({"uploads": "Each file can be on a message once."})
    return tuple(wanted)


def look_up(connection: Connection, wanted: Collection[UUID]) -> Attachables:
    """Find uploads by their uuids; without any, nothing is asked."""
    found, every = Attachables(), list(wanted)
    for start in range(0, len(every), AT_ONCE):
        rows = connection.execute(SELECT_UPLOADS, {"uploads": every[start : start + AT_ONCE]})
        found.found |= {row.uuid: row for row in rows}
    return found


def attach(connection: Connection, room_id: int, files: Mapping[int, Sequence[Attachable]]) -> None:
    """Put files on new messages of a room. ``files``: by the messages' numbers."""
    carried = {number: some for number, some in files.items() if some}
    if not carried:
        return
    found = connection.execute(SELECT_IDS, {"room": room_id, "numbers": list(carried)})
    ids = {row.number: row.id for row in found}
    rows = [
        {"message_id": ids[number], "room_id": room_id, "position": position, "upload_id": one.upload_id}
        for number, some in carried.items()
        for position, one in enumerate(some)
    ]
    connection.execute(insert(Attachment), rows)


def view_of(row: Any) -> AttachmentView:
    """Return what is shown of a file, of a row with `FILE_COLUMNS`."""
    return AttachmentView(
        uuid=row.uuid,
        name=row.name,
        size=row.size,
        media_type=row.media_type,
        width=row.width,
        height=row.height,
        thumbnail=row.thumbnail,
        alt=row.alt,
    )
