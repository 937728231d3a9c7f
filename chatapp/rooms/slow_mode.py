"""Slow mode of a room: its owner has plain members wait between two messages."""

from typing import Final
from uuid import UUID

from sqlmodel import col, update

from chatapp.errors import Invalid
from chatapp.events import RoomChanged, room_topic
from chatapp.identity import Actor
from chatapp.rooms.access import require_manager
from chatapp.storage.unit_of_work import UnitOfWork
from models import Room

CHOICES: Final = {
    0: "Off",
    10: "10 seconds",
    30: "30 seconds",
    60: "1 minute",
    300: "5 minutes",
    900: "15 minutes",
    3600: "1 hour",
}


async def set_slow_mode(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, seconds: int) -> None:
    """Set how long plain members wait between two messages; 0: not at all. Announces RoomChanged.

    Its owner, moderators and administrators never wait. It holds in each of its threads as well.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor does not own it.
        Invalid: it is none of `CHOICES`.
    """
    permission = await require_manager(work.session, actor, room_uuid)
    if seconds not in CHOICES:
        raise Invalid({"slow_mode": f"Choose one of {', '.join(map(str, CHOICES))} seconds."})
    if permission.room.slow_mode == seconds:
        return
    permission.room.slow_mode = seconds
    work.session.add(permission.room)
    threads = update(Room).where(col(Room.parent_id) == permission.room.id).values(slow_mode=seconds)
    await work.session.exec(threads.execution_options(synchronize_session=False))
    await permission.record(work, "set slow mode", CHOICES[seconds])
    work.announce(room_topic(room_uuid), RoomChanged(room_uuid))
