"""A message for later as it is posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chatapp.identity import Actor
from chatapp.scheduled.files import ScheduledFile
from models import ScheduledMessage


@dataclass(frozen=True, slots=True)
class Due:
    """A message that is being posted. ``actor``: its author; ``room_uuid``: None if the room was deleted."""

    id: int
    actor: Actor
    room_id: int | None
    room_uuid: UUID | None
    body: str
    reply_to: int | None
    client_message_id: str
    upload_uuids: tuple[UUID, ...]


def due_of(
    scheduled: ScheduledMessage, actor: Actor, room_uuid: UUID | None, taken: Mapping[int, Sequence[ScheduledFile]]
) -> Due:
    """Return a message for later with its files. ``taken``: files by messages' ids."""
    return Due(
        id=scheduled.id,
        actor=actor,
        room_id=scheduled.room_id,
        room_uuid=room_uuid,
        body=scheduled.body,
        reply_to=scheduled.reply_to,
        client_message_id=scheduled.client_message_id,
        upload_uuids=tuple(file.uuid for file in taken.get(scheduled.id, ())),
    )
