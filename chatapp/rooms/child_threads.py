"""What is done to a room is done to its threads as well, in the same transaction."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from chatapp import message_index
from chatapp.events import RoomClosed, room_topic
from chatapp.storage.unit_of_work import UnitOfWork
from models import Membership, Room


async def close_threads(work: UnitOfWork, room: Room) -> None:
    """Close a room's threads with it. Announces RoomClosed to each, after which open pages hear nothing more."""
    await _set_closed(work, room, room.closed_at)


async def reopen_threads(work: UnitOfWork, room: Room) -> None:
    """Reopen a room's threads with it."""
    await _set_closed(work, room, None)


async def delete_threads(work: UnitOfWork, room: Room) -> None:
    """Delete a room's threads for good, before the room itself. Announces RoomClosed to each."""
    threads = (await work.session.exec(select(Room.id, Room.uuid).where(Room.parent_id == room.id))).all()
    for thread_id, _ in threads:
        await message_index.forget_room(work.session, thread_id)
    await work.session.exec(delete(Room).where(col(Room.parent_id) == room.id))
    for _, thread_uuid in threads:
        work.announce(room_topic(thread_uuid), RoomClosed(thread_uuid))


async def unfollow_threads(work: UnitOfWork, room: Room, account_id: int) -> None:
    """Forget what a person follows and has read in a room's threads: they are no longer a member."""
    threads = select(Room.id).where(Room.parent_id == room.id)
    await work.session.exec(
        delete(Membership)
        .where(col(Membership.account_id) == account_id, col(Membership.room_id).in_(threads))
        .execution_options(synchronize_session=False)
    )


async def _set_closed(work: UnitOfWork, room: Room, closed_at: datetime | None) -> None:
    changed = await work.session.exec(
        update(Room)
        .where(col(Room.parent_id) == room.id)
        .values(closed_at=closed_at)
        .returning(col(Room.uuid))
        .execution_options(synchronize_session=False)
    )
    for (thread_uuid,) in changed.all() if closed_at else []:
        work.announce(room_topic(thread_uuid), RoomClosed(thread_uuid))
