"""Who may do what in a room: the gates every other service passes, asked of the database on every call."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit
from chatapp.errors import Forbidden, NotFound
from chatapp.identity import Actor, is_administrator
from chatapp.storage.replica import monotonic_reads
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Membership, Room

JOIN = "Join this room to read and write in it."
CLOSED = "This room is closed. Reopen it to read and write in it."
FOUND = (  # asked before everything, and built once: building a query takes longer than running it
    select(Room, Membership)
    .select_from(Room)
    .join(Account, (col(Account.id) == bindparam("actor_id")) & col(Account.is_active))
    .join(
        Membership,
        (col(Membership.room_id) == Room.id) & (col(Membership.account_id) == bindparam("actor_id")),
        isouter=True,
    )
    .where(Room.uuid == bindparam("room_uuid"))
)


async def require_membership(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> int:
    """Return the room's id, if the actor is an active member: the gate before everything said in a room.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the room is listed and the actor has not joined, or it is his own and closed.
    """
    room, _ = await place(session, actor, room_uuid)
    return room.id


async def place(session: AsyncSession, actor: Actor, room_uuid: UUID) -> tuple[Room, Membership]:
    """Return an open room and the actor's place in it; raises as `require_membership`."""
    room, membership = await visible(session, actor, room_uuid)
    if membership is None:
        raise Forbidden(JOIN)
    if room.closed_at is not None:
        raise Forbidden(CLOSED)
    return room, membership


async def visible(session: AsyncSession, actor: Actor, room_uuid: UUID) -> tuple[Room, Membership | None]:
    """Return a room the actor may know of, and his place in it if he has one.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
    """
    room, membership = await _found(session, actor, room_uuid)
    if not room.can_be_seen_by(membership):
        raise NotFound
    monotonic_reads.check(session, room_uuid, room.revision)
    return room, membership


@dataclass(frozen=True, slots=True)
class RoomPermission:
    """The right to change a room: the owner's or a moderator's own, or an administrator's over other people's rooms."""

    actor: Actor
    room: Room
    membership: Membership | None
    is_administrative: bool

    def recorded(self, work: UnitOfWork, action: str, detail: str = "") -> None:
        """Write an administrator's act into the audit trail; what owners and moderators do is their own affair."""
        if self.is_administrative:
            audit.record(
                work,
                actor=self.actor,
                action=action,
                subject=self.room.name,
                subject_uuid=self.room.uuid,
                detail=detail,
            )


async def require_manager(session: AsyncSession, actor: Actor, room_uuid: UUID) -> RoomPermission:
    """Return the right to manage a room, open or closed: the owner's, or an administrator's.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: only the owner may do this.
    """
    room, membership = await _found(session, actor, room_uuid)
    if room.can_be_managed_by(membership):
        return RoomPermission(actor, room, membership, is_administrative=False)
    return await _administrative(session, actor, room, membership, "Only the room's owner may do this.")


async def require_moderator(session: AsyncSession, actor: Actor, room_uuid: UUID) -> RoomPermission:
    """Return the right to look after an open room's people: the owner's, a moderator's, or an administrator's.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: only the owner and moderators may do this, or the room is closed.
    """
    room, membership = await _found(session, actor, room_uuid)
    if room.can_be_seen_by(membership) and room.closed_at is not None:
        raise Forbidden(CLOSED)
    if room.can_be_moderated_by(membership) and room.closed_at is None:
        return RoomPermission(actor, room, membership, is_administrative=False)
    refusal = "Only the room's owner and its moderators may do this."
    mandate = await _administrative(session, actor, room, membership, refusal)
    if room.closed_at is not None:
        raise Forbidden(CLOSED)
    return mandate


async def _administrative(
    session: AsyncSession, actor: Actor, room: Room, membership: Membership | None, refusal: str
) -> RoomPermission:
    if not room.is_direct and await is_administrator(session, actor):
        return RoomPermission(actor, room, membership, is_administrative=True)
    if not room.can_be_seen_by(membership):
        raise NotFound
    raise Forbidden(refusal)


async def _found(session: AsyncSession, actor: Actor, room_uuid: UUID) -> tuple[Room, Membership | None]:
    rows = await session.exec(FOUND, params={"actor_id": actor.account_id, "room_uuid": room_uuid})
    if (row := rows.first()) is None:
        raise NotFound
    return row[0], row[1]
