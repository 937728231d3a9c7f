"""The first members of a room, whose hues are told apart."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.identity import Actor
from chatapp.rooms.access import require_membership
from chatapp.rooms.hues import AT_FIRST, apart
from models import Account, Membership


async def hues_apart(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> dict[UUID, int]:
    """Return the hues of the twelve who have been members for longest, all different, the same for every reader.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room_id = await require_membership(session, actor=actor, room_uuid=room_uuid)
    found = await session.exec(
        select(Account.uuid)
        .join(Membership, col(Membership.account_id) == Account.id)
        .where(Membership.room_id == room_id)
        .order_by(col(Membership.joined_at), col(Membership.account_id))
        .limit(AT_FIRST)
    )
    return apart(found.all())
