"""The right to change a room, and what follows from using it from outside."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit
from chatapp.errors import Forbidden
from chatapp.events import RoomAdministered, account_topic
from chatapp.identity import Actor
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Membership, Role, Room, Visibility

PRIVATE = "This room is private and you're not a member, so you can't add people or change roles here."


@dataclass(frozen=True, slots=True)
class RoomPermission:
    """The right to change a room: an owner's or moderator's in their room, or an administrator's in any other."""

    actor: Actor
    room: Room
    membership: Membership | None
    is_administrative: bool

    async def record(self, work: UnitOfWork, action: str, detail: str = "") -> None:
        """Write an administrator's act into the audit trail and tell the room's owner. Announces RoomAdministered.

        What owners and moderators do is not recorded. Call it before the owner changes.
        """
        if not self.is_administrative:
            return
        room, subject = self.room, self.room.name
        audit.record(work, actor=self.actor, action=action, subject=subject, subject_uuid=room.uuid, detail=detail)
        for owner_id in await self.active_owners(work.session):
            if owner_id != self.actor.account_id:
                work.announce(account_topic(owner_id), RoomAdministered(room.uuid, subject, owner_id, action, detail))

    def require_inside(self) -> None:
        """Refuse administrators who would let people into a private room, or give roles there, from outside.

        They could read it with a second account of theirs.

        Raises:
            Forbidden: the room is private, and the actor is an administrator and no member.
        """
        if self.is_administrative and self.membership is None and self.room.visibility == Visibility.PRIVATE:
            raise Forbidden(PRIVATE)

    async def active_owners(self, session: AsyncSession) -> Sequence[int]:
        """Return the accounts that own the room and can sign in."""
        owners = (
            select(Membership.account_id)
            .join(Account, col(Account.id) == Membership.account_id)
            .where(Membership.room_id == self.room.id, Membership.role == Role.OWNER, Account.is_active)
        )
        return (await session.exec(owners)).all()
