"""Who may add people to a private room: its owner lets all members do so, or keeps it to moderators."""

from uuid import UUID

from chatapp.events import RoomChanged, room_topic
from chatapp.identity import Actor
from chatapp.rooms.access import require_manager
from chatapp.storage.unit_of_work import UnitOfWork


async def set_members_may_add(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, members_may_add: bool) -> None:
    """Set whether all members of a room may add people while it is private. Announces RoomChanged.

    Whom a moderator removed, only moderators add again.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor does not own it, or it is a direct chat or a thread; or an administrator outside of a
            private room, whose setting would change.
    """
    permission = await require_manager(work.session, actor, room_uuid)
    if permission.room.members_may_add == members_may_add:
        return
    permission.require_inside()
    permission.room.members_may_add = members_may_add
    work.session.add(permission.room)
    await permission.record(work, "set who may add", "All members" if members_may_add else "Owner and moderators")
    work.announce(room_topic(room_uuid), RoomChanged(room_uuid))
