"""Messages as the index takes them, with the names of their files: new ones, and those in the database."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Row, ScalarSelect, func
from sqlalchemy import select as select_columns
from sqlmodel import col

from chatapp.events import MessageView
from chatapp.message_index.document import Entry
from models import Attachment, Blob, Message, MessageKind, Room, Upload

BETWEEN: Final = "\n"  # no name has a line feed
IS_INDEXED: Final = (col(Message.kind) == MessageKind.TEXT, col(Message.deleted_at).is_(None))


def file_names() -> ScalarSelect[Any]:
    """Select the names of the files of the row's message, a line each; null when there are none."""
    names = select_columns(func.aggregate_strings(col(Upload.name), BETWEEN))
    files = names.select_from(Attachment).join(Upload, col(Upload.id) == Attachment.upload_id)
    return files.where(col(Attachment.message_id) == Message.id).correlate(Message).scalar_subquery()


def names_of(selected: str | None) -> tuple[str, ...]:
    """Return the names that were selected."""
    return tuple(selected.split(BETWEEN)) if selected else ()


def has_file() -> ColumnElement[bool]:
    """Say in SQL that the row's message has a file."""
    return select_columns(col(Attachment.id)).where(col(Attachment.message_id) == Message.id).exists()


def has_image() -> ColumnElement[bool]:
    """Say in SQL that the row's message has a picture."""
    files = select_columns(col(Attachment.id)).join(Upload, col(Upload.id) == Attachment.upload_id)
    pictures = files.join(Blob, col(Blob.id) == Upload.blob_id).where(col(Blob.media_type).startswith("image/"))
    return pictures.where(col(Attachment.message_id) == Message.id).correlate(Message).exists()


# Messages in threads are looked for where those of their room are.
_HOME: Any = (
    select_columns(col(Room.home_id)).where(col(Room.id) == Message.room_id).correlate(Message).scalar_subquery()
)
ENTRY: Final[tuple[Any, ...]] = (
    col(Message.id),
    _HOME.label("room_id"),
    col(Message.author_id),
    col(Message.body),
    file_names().label("files"),
    has_image().label("has_image"),
)


def new_entry(message_id: int, room_id: int, author_id: int, message: MessageView) -> Entry:
    """Return a message that has just been stored. ``room_id``: whose members may find it; of a thread, its parent's."""
    files = message.attachments
    if not files:
        return Entry(message_id, room_id, author_id, message.body)
    has_image = any(file.media_type.startswith("image/") for file in files)
    return Entry(message_id, room_id, author_id, message.body, tuple(file.name for file in files), has_image)


def entry_of(row: Row[Any]) -> Entry:
    """Return the message of a row that has `ENTRY`."""
    return Entry(row.id, row.room_id, row.author_id, row.body, names_of(row.files), bool(row.has_image))
