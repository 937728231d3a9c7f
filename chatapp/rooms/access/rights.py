"""Who may do what in a room. Every service asks here, and this asks the database on every call."""

from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Forbidden, NotFound
from chatapp.identity import Actor, is_administrator
from chatapp.rooms.access.room_permission import RoomPermission
from chatapp.storage.replica import monotonic_reads
from models import Account, Membership, Room

JOIN = "Join this room to see the conversation and post."
CLOSED = "This room is archived. Restore it to read and post."
DIRECT = "You can't add people to a direct message. Start a new one with everyone instead."
OF_ROOM = "Threads have no members or settings of their own. Change the room instead."
FOLLOW = "Follow this thread first."
ROOM_AND_MEMBERSHIP = (  # asked before everything, and built once: building a query takes longer than running it
    select(Room, Membership)
    .select_from(Room)
    .join(Account, (col(Account.id) == bindparam("actor_id")) & col(Account.is_active))
    .join(
        Membership,
        (col(Membership.room_id) == Room.home_id) & (col(Membership.account_id) == bindparam("actor_id")),
        isouter=True,
    )
    .where(Room.uuid == bindparam("room_uuid"))
)


async def require_membership(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> int:
    """Return the id of an open room that the actor is an active member of. Asked before everything said in a room.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the room is listed and the actor has not joined, or it is their own and closed.
    """
    room, _ = await require_open_membership(session, actor, room_uuid)
    return room.id


async def require_open_membership(session: AsyncSession, actor: Actor, room_uuid: UUID) -> tuple[Room, Membership]:
    """Return an open room and the actor's membership of it; raises as `require_membership`."""
    room, membership = await require_visible(session, actor, room_uuid)
    if membership is None:
        raise Forbidden(JOIN)
    if room.closed_at is not None:
        raise Forbidden(CLOSED)
    return room, membership


async def require_reading(session: AsyncSession, actor: Actor, room_uuid: UUID) -> tuple[Room, Membership]:
    """Return an open room and the actor's own row of it: of a thread, whether and how they follow it.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: as `require_open_membership`, or it is a thread that the actor doesn't follow.
    """
    room, membership = await require_open_membership(session, actor, room_uuid)
    if not room.is_thread:
        return room, membership
    own = await session.get(Membership, (room.id, actor.account_id))
    if own is None or not own.follows:
        raise Forbidden(FOLLOW)
    return room, own


async def require_visible(session: AsyncSession, actor: Actor, room_uuid: UUID) -> tuple[Room, Membership | None]:
    """Return a room that the actor may know of, and their membership if they have one.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
    """
    room, membership = await _found(session, actor, room_uuid)
    if not room.can_be_seen_by(membership):
        raise NotFound
    monotonic_reads.check(session, room_uuid, room.revision)
    return room, membership


async def require_manager(session: AsyncSession, actor: Actor, room_uuid: UUID) -> RoomPermission:
    """Return the right to manage a room, open or closed: its owner's, or an administrator's.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: only the owner may do this, or it is a thread.
    """
    permission = await _manager(session, actor, room_uuid)
    if permission.room.is_thread:
        raise Forbidden(OF_ROOM)
    return permission


async def _manager(session: AsyncSession, actor: Actor, room_uuid: UUID) -> RoomPermission:
    room, membership = await _found(session, actor, room_uuid)
    if room.can_be_managed_by(membership):
        return RoomPermission(actor, room, membership, is_administrative=False)
    return await _administrative(session, actor, room, membership, "Only the room's owner can do this.")


async def require_moderator(session: AsyncSession, actor: Actor, room_uuid: UUID) -> RoomPermission:
    """Return the right to moderate an open room: its owner's, a moderator's, or an administrator's.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: only the owner and moderators may do this, or the room is closed.
    """
    room, membership = await _found(session, actor, room_uuid)
    if room.can_be_seen_by(membership) and room.closed_at is not None:
        raise Forbidden(CLOSED)
    if room.can_be_moderated_by(membership) and room.closed_at is None:
        return RoomPermission(actor, room, membership, is_administrative=False)
    refusal = "Only the room's owner and moderators can do this."
    permission = await _administrative(session, actor, room, membership, refusal)
    if room.closed_at is not None:
        raise Forbidden(CLOSED)
    return permission


async def require_moderator_of_people(session: AsyncSession, actor: Actor, room_uuid: UUID) -> RoomPermission:
    """Return the right to say who is in a room; raises as `require_moderator`, and Forbidden in a thread."""
    permission = await require_moderator(session, actor, room_uuid)
    if permission.room.is_thread:
        raise Forbidden(OF_ROOM)
    return permission


async def require_adder(session: AsyncSession, actor: Actor, room_uuid: UUID) -> RoomPermission:
    """Return the right to add people to an open room: a public room's members', a private one's as its owner decided.

    Otherwise as `require_moderator`.

    Raises as `require_moderator`.
    """
    room, membership = await _found(session, actor, room_uuid)
    if room.is_direct and membership is not None:
        raise Forbidden(DIRECT)
    if room.can_be_added_to_by(membership) and room.closed_at is None:
        return RoomPermission(actor, room, membership, is_administrative=False)
    return await require_moderator_of_people(session, actor, room_uuid)


async def require_moderator_or_administrator(session: AsyncSession, actor: Actor, room_uuid: UUID) -> RoomPermission:
    """Return the right to remove what others wrote: as `require_moderator`, but administrators have it in closed rooms.

    Raises as `require_moderator`.
    """
    if await is_administrator(session, actor):
        return await _manager(session, actor, room_uuid)
    return await require_moderator(session, actor, room_uuid)


async def _administrative(
    session: AsyncSession, actor: Actor, room: Room, membership: Membership | None, refusal: str
) -> RoomPermission:
    home = await session.get_one(Room, room.parent_id) if room.parent_id else room
    if not home.is_direct and await is_administrator(session, actor):
        return RoomPermission(actor, room, membership, is_administrative=True)
    if not room.can_be_seen_by(membership):
        raise NotFound
    raise Forbidden(refusal)


async def _found(session: AsyncSession, actor: Actor, room_uuid: UUID) -> tuple[Room, Membership | None]:
    rows = await session.exec(ROOM_AND_MEMBERSHIP, params={"actor_id": actor.account_id, "room_uuid": room_uuid})
    if (row := rows.first()) is None:
        raise NotFound
    return row[0], row[1]
