"""Topics of a room: its owner has each message begin a thread, as in a forum.

It is about what pages offer. Programs may still answer in the room itself.
"""

from uuid import UUID

from chatapp.events import RoomChanged, room_topic
from chatapp.identity import Actor
from chatapp.rooms.access import require_manager
from chatapp.storage.unit_of_work import UnitOfWork


async def set_begins_threads(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, begins_threads: bool) -> None:
    """Set whether answers in a room go into threads. Announces RoomChanged.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor does not own it, or it is a direct chat or a thread.
    """
    permission = await require_manager(work.session, actor, room_uuid)
    if permission.room.begins_threads == begins_threads:
        return
    permission.room.begins_threads = begins_threads
    work.session.add(permission.room)
    await permission.record(work, "set topics", "On" if begins_threads else "Off")
    work.announce(room_topic(room_uuid), RoomChanged(room_uuid))
