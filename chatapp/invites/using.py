"""Using an invite link: once for each person, and never more often than it allows."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import or_, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit
from chatapp.authentication.sessions import token_hash
from chatapp.errors import Forbidden
from chatapp.identity import Actor, active_account
from chatapp.invites.records import FoundInvite, InviteState, by_hash, refusal
from chatapp.rooms.invited import InvitedRoom, let_in, member_of, not_removed_from, open_to_invites, public_room
from chatapp.storage.unit_of_work import UnitOfWork
from chatapp.workspace import workspace
from models import Invite
from models.utc_datetime import now

REMOVED: Final = "You were removed from where this invite leads. A moderator can add you again."


@dataclass(frozen=True, slots=True)
class Joined:
    """What a link did for somebody. ``rooms``: where it leads; ``new``: those of them they were not in before."""

    rooms: tuple[InvitedRoom, ...]
    new: tuple[InvitedRoom, ...]


async def look(session: AsyncSession, token: str) -> None:
    """Let a link pass that works now; tells nothing of it.

    Raises:
        NotFound: there is no such link.
        Gone: it is used up, expired, revoked, or its rooms are closed.
    """
    await require_live(session, token_hash(token))


async def require_live(session: AsyncSession, invite_hash: str) -> FoundInvite:
    """Return a link that works now; raises as `look`."""
    found, state = await _found(session, invite_hash)
    if state != InviteState.LIVE:
        raise refusal(state)
    return found


async def use(work: UnitOfWork, actor: Actor, invite_hash: str) -> Joined:
    """Use a link for an account that was just made. Announces MemberJoined; audited. Raises as `look`."""
    found = await require_live(work.session, invite_hash)
    return await _use(work, actor, found, await _rooms(work.session, found))


async def join(work: UnitOfWork, *, actor: Actor, token: str) -> Joined:
    """Join the rooms of a link, apart from those that a moderator removed the actor from.

    It is used only if that is a room they were not in. Announces MemberJoined; audited.

    Raises:
        NotFound: there is no such link.
        Gone: it is used up, expired, revoked, or its rooms are closed.
        Forbidden: a moderator removed the actor from all of its rooms.
        Unauthenticated: the account is no longer active.
    """
    account = await active_account(work.session, actor)
    found, state = await _found(work.session, token_hash(token))
    if state not in (InviteState.LIVE, InviteState.USED_UP):
        raise refusal(state)
    leads_to = await _rooms(work.session, found)
    rooms = await not_removed_from(work.session, account.id, leads_to)
    if leads_to and not rooms:
        raise Forbidden(REMOVED)
    if len(await member_of(work.session, account.id, rooms)) == len(rooms):  # also of the last use: it may be theirs
        return Joined(tuple(rooms), ())
    return await _use(work, actor, found, rooms)


async def _found(session: AsyncSession, invite_hash: str) -> tuple[FoundInvite, InviteState]:
    found = await by_hash(session, invite_hash)
    return found, found.state(may_members_invite=(await workspace.read(session)).may_members_invite)


async def _use(work: UnitOfWork, actor: Actor, found: FoundInvite, rooms: list[InvitedRoom]) -> Joined:
    await _count(work, found.invite.id)
    new = await let_in(work, account_id=actor.account_id, rooms=rooms, added_by_id=found.maker.id)
    audit.record(work, actor=actor, action="use invite", subject=actor.username, subject_uuid=found.invite.uuid)
    return Joined(tuple(rooms), tuple(new))


async def _count(work: UnitOfWork, invite_id: int) -> None:
    """Use a link up by one, in one statement: of two who want the last use, one gets it, in any process."""
    is_left = or_(col(Invite.most_uses).is_(None), col(Invite.uses) < col(Invite.most_uses))
    is_valid = or_(col(Invite.expires_at).is_(None), col(Invite.expires_at) > now())
    counted = await work.session.exec(
        update(Invite)
        .where(col(Invite.id) == invite_id, is_left, is_valid, col(Invite.revoked_at).is_(None))
        .values(uses=Invite.uses + 1)
        .returning(col(Invite.id))
        .execution_options(synchronize_session=False)
    )
    if counted.first() is None:
        raise refusal(InviteState.USED_UP)


async def _rooms(session: AsyncSession, found: FoundInvite) -> list[InvitedRoom]:
    """Return where a link leads: the rooms its maker may still add people to, else where all new people arrive."""
    if found.invite.room_count:
        allowed = await open_to_invites(session, found.maker.id, [room.uuid for room in found.rooms])
        if not allowed:
            raise refusal(InviteState.ROOM_CLOSED)
        return allowed
    return await landing(session)


async def landing(session: AsyncSession) -> list[InvitedRoom]:
    """Return the room where new people arrive, in a list: empty if there is none."""
    room_uuid: UUID | None = (await workspace.read(session)).landing_room
    room = await public_room(session, room_uuid) if room_uuid else None
    return [room] if room else []
