"""What an invite link is, and whether it works."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import ChatError, Gone, NotFound
from chatapp.rooms.invited import InvitedRoom
from models import Account, Invite, InviteRoom, Room
from models.utc_datetime import now

WHOM_TO_ASK: Final = "Ask the person who sent it, or an administrator, for a new one."


class InviteState(StrEnum):
    """Whether a link works, and if not, why."""

    LIVE = "live"
    USED_UP = "used_up"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ROOM_CLOSED = "room_closed"


SENTENCES: Final = {
    InviteState.USED_UP: f"This invite link has been used up. {WHOM_TO_ASK}",
    InviteState.EXPIRED: f"This invite link has expired. {WHOM_TO_ASK}",
    InviteState.REVOKED: f"This invite link was revoked. {WHOM_TO_ASK}",
    InviteState.ROOM_CLOSED: f"This invite link leads to a room that's archived. {WHOM_TO_ASK}",
}
UNKNOWN: Final = f"This isn't a complete invite link. Check that you copied all of it. {WHOM_TO_ASK}"


@dataclass(frozen=True, slots=True)
class InviteView:
    """A link as those see it who may revoke it. ``uses``: how often it was used; ``most_uses``: None is any number."""

    invite_id: int
    uuid: UUID
    created_by_uuid: UUID
    created_by: str
    created_at: datetime
    uses: int
    most_uses: int | None
    expires_at: datetime | None
    rooms: tuple[InvitedRoom, ...]
    state: InviteState


@dataclass(frozen=True, slots=True)
class FoundInvite:
    """A link with its maker, and those of its rooms that are open."""

    invite: Invite
    maker: Account
    rooms: tuple[InvitedRoom, ...]

    def state(self, *, may_members_invite: bool) -> InviteState:
        """Say whether it works now. Links of people who may not make any more count as revoked."""
        invite, maker = self.invite, self.maker
        may_invite = maker.is_active and (maker.is_administrator or may_members_invite)
        if invite.revoked_at is not None or not may_invite:
            return InviteState.REVOKED
        if invite.expires_at is not None and invite.expires_at <= now():
            return InviteState.EXPIRED
        if invite.most_uses is not None and invite.uses >= invite.most_uses:
            return InviteState.USED_UP
        if invite.room_count and not self.rooms:
            return InviteState.ROOM_CLOSED
        return InviteState.LIVE

    def view(self, *, may_members_invite: bool) -> InviteView:
        """Return it free of any session."""
        invite = self.invite
        return InviteView(
            invite_id=invite.id,
            uuid=invite.uuid,
            created_by_uuid=self.maker.uuid,
            created_by=self.maker.name,
            created_at=invite.created_at,
            uses=invite.uses,
            most_uses=invite.most_uses,
            expires_at=invite.expires_at,
            rooms=self.rooms,
            state=self.state(may_members_invite=may_members_invite),
        )


async def by_hash(session: AsyncSession, token_hash: str) -> FoundInvite:
    """Return the link with this token.

    Raises:
        NotFound: there is none.
    """
    query = select(Invite, Account).join(Account, col(Account.id) == Invite.created_by_id)
    pairs = (await session.exec(query.where(Invite.token_hash == token_hash))).all()
    if not pairs:
        raise NotFound(UNKNOWN)
    return (await with_rooms(session, pairs))[0]


async def with_rooms(session: AsyncSession, pairs: Sequence[tuple[Invite, Account]]) -> list[FoundInvite]:
    """Return links with those of their rooms that are open."""
    rooms: dict[int, list[InvitedRoom]] = {invite.id: [] for invite, _ in pairs}
    rows = await session.exec(
        select(InviteRoom.invite_id, Room.id, Room.uuid, Room.name)
        .join(Room, col(Room.id) == InviteRoom.room_id)
        .where(col(InviteRoom.invite_id).in_(list(rooms)), col(Room.closed_at).is_(None))
        .order_by(col(Room.name_key))
    )
    for invite_id, room_id, room_uuid, name in rows.all():
        rooms[invite_id].append(InvitedRoom(room_id, room_uuid, name))
    return [FoundInvite(invite, maker, tuple(rooms[invite.id])) for invite, maker in pairs]


def refusal(state: InviteState) -> ChatError:
    """Return the error for a link that doesn't work; it says nothing of rooms or people."""
    return Gone(SENTENCES[state])
