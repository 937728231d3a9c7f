"""The files of messages as one column of their rows: no second query, however many messages are read."""

from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, String, cast, func, select
from sqlmodel import col

from chatapp.events import Attachment as AttachmentView
from chatapp.storage.packed_rows import pack, unpack
from models import Attachment, Blob, Message, Upload


def select_attachments() -> ScalarSelect[Any]:
    """Select all files of the row's message as one string; null when there are none."""
    packed = pack(
        col(Attachment.position),
        cast(col(Upload.uuid), String),
        col(Upload.name),
        cast(col(Blob.size), String),
        col(Blob.media_type),
        func.coalesce(cast(col(Blob.width), String), ""),
        func.coalesce(cast(col(Blob.height), String), ""),
        cast(col(Blob.thumbnail), String),
        col(Upload.alt),
    )
    return (
        select(packed)
        .select_from(Attachment)
        .join(Upload, col(Upload.id) == Attachment.upload_id)
        .join(Blob, col(Blob.id) == Upload.blob_id)
        .where(col(Attachment.message_id) == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )


def select_first_name(message_id: Any) -> ScalarSelect[Any]:
    """Select the name of a message's first file, for a line that shows what a message without a text is."""
    return (
        select(col(Upload.name))
        .join(Attachment, col(Attachment.upload_id) == Upload.id)
        .where(col(Attachment.message_id) == message_id)
        .order_by(col(Attachment.position))
        .limit(1)
        .correlate_except(Upload, Attachment)
        .scalar_subquery()
    )


def attachments_of(selected: str | None) -> tuple[AttachmentView, ...]:
    """Return the files that were selected, in the order in which the message names them."""
    return tuple(_attachment(*row) for row in unpack(selected)) if selected else ()


def _attachment(
    uuid: str, name: str, size: str, media_type: str, width: str, height: str, thumbnail: str, alt: str
) -> AttachmentView:
    sides = (int(width) if width else None, int(height) if height else None)
    return AttachmentView(UUID(uuid), name, int(size), media_type, *sides, int(thumbnail), alt)
