"""Making, listing and revoking invite links."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from chatapp import audit
from chatapp.authentication.sessions import token_hash
from chatapp.errors import Forbidden, Invalid, NotFound, Unauthenticated
from chatapp.identity import Actor, active_account
from chatapp.invites.records import InviteView, with_rooms
from chatapp.rooms.invited import open_to_invites
from chatapp.storage.paging import PAGE, Page, bounded, page_of
from chatapp.storage.unit_of_work import UnitOfWork
from chatapp.workspace import WorkspaceView, workspace
from models import Account, Invite, InviteRoom, SignUpPolicy
from models.utc_datetime import now

DEFAULT_LIFETIME: Final = timedelta(days=7)
LONGEST_LIFETIME: Final = timedelta(days=366)
MOST_USES: Final = 10_000
MOST_ROOMS: Final = 20
NOT_ALLOWED: Final = "Only administrators can invite people here."
CLOSED: Final = "Sign-up is closed, so invite links don't work. An administrator can change that."


@dataclass(frozen=True, slots=True)
class InviteForm:
    """What a link is to be. ``uses``: None is any number; ``expires_at``: None is never; ``rooms``: to land in."""

    uses: int | None = None
    expires_at: datetime | None = None
    rooms: Sequence[UUID] = ()


def is_offered(actor: Actor, settings: WorkspaceView) -> bool:
    """Say whether pages offer somebody to make invite links, by what they know; `create` asks the database."""
    return (actor.is_administrator or settings.may_members_invite) and settings.signup != SignUpPolicy.CLOSED


async def may_invite(session: AsyncSession, *, actor: Actor, default: SignUpPolicy = SignUpPolicy.OPEN) -> bool:
    """Say whether the actor may make invite links now. ``default``: see `workspace.read`."""
    try:
        await _require_inviter(session, actor, default)
    except (Forbidden, Unauthenticated):
        return False
    return True


async def create(
    work: UnitOfWork, *, actor: Actor, form: InviteForm, default: SignUpPolicy = SignUpPolicy.OPEN
) -> tuple[UUID, str]:
    """Make a link; return its id and its token, which is kept nowhere. Audited.

    Raises:
        Forbidden: the actor may not invite people, or sign-up is closed.
        Invalid: field → sentence: the number of uses, the time, or a room the actor may not add people to.
        Unauthenticated: the account is no longer active.
    """
    await _require_inviter(work.session, actor, default)
    problems = _problems(form)
    rooms = await open_to_invites(work.session, actor.account_id, form.rooms) if form.rooms else []
    if len(rooms) != len(set(form.rooms)):
        problems["rooms"] = "Choose rooms that you can add people to."
    if problems:
        raise Invalid(problems)
    token = secrets.token_urlsafe(24)
    invite = Invite(
        token_hash=token_hash(token),
        created_by_id=actor.account_id,
        most_uses=form.uses,
        expires_at=_zoned(form.expires_at).astimezone(UTC) if form.expires_at else None,
        room_count=len(rooms),
    )
    work.session.add(invite)
    await work.session.flush()
    work.session.add_all(InviteRoom(invite_id=invite.id, room_id=room.room_id) for room in rooms)
    _record(work, actor, "create invite", invite)
    return invite.uuid, token


async def listing(
    session: AsyncSession, *, actor: Actor, after: int | None = None, limit: int = PAGE
) -> Page[InviteView, int]:
    """Return links, the newest first: an administrator's all, others' their own.

    Raises:
        Unauthenticated: the account is no longer active.
    """
    limit = bounded(limit)
    query = await _select_seen_by(session, actor)
    if after is not None:
        query = query.where(col(Invite.id) < after)
    pairs = (await session.exec(query.order_by(col(Invite.id).desc()).limit(limit + 1))).all()
    may = (await workspace.read(session)).may_members_invite
    found = [one.view(may_members_invite=may) for one in await with_rooms(session, pairs)]
    return page_of(found, limit, lambda view: view.invite_id)


async def get(session: AsyncSession, *, actor: Actor, invite_uuid: UUID) -> InviteView:
    """Return one link.

    Raises:
        NotFound: there is no such link, or it is somebody else's and the actor is no administrator.
        Unauthenticated: the account is no longer active.
    """
    query = (await _select_seen_by(session, actor)).where(Invite.uuid == invite_uuid)
    pairs = (await session.exec(query)).all()
    if not pairs:
        raise NotFound
    may = (await workspace.read(session)).may_members_invite
    return (await with_rooms(session, pairs))[0].view(may_members_invite=may)


async def revoke(work: UnitOfWork, *, actor: Actor, invite_uuid: UUID) -> None:
    """End a link; who has used it stays. Doing it twice is no error. Audited.

    Raises:
        NotFound: there is no such link, or it is somebody else's and the actor is no administrator.
        Unauthenticated: the account is no longer active.
    """
    query = (await _select_seen_by(work.session, actor)).where(Invite.uuid == invite_uuid)
    pair = (await work.session.exec(query)).first()
    if pair is None:
        raise NotFound
    invite = pair[0]
    if invite.revoked_at is None:
        invite.revoked_at = now()
        work.session.add(invite)
        _record(work, actor, "revoke invite", invite)


async def _require_inviter(session: AsyncSession, actor: Actor, default: SignUpPolicy) -> None:
    account = await active_account(session, actor)
    settings = await workspace.read(session, default=default)
    if not (account.is_administrator or settings.may_members_invite):
        raise Forbidden(NOT_ALLOWED)
    if settings.signup == SignUpPolicy.CLOSED:
        raise Forbidden(CLOSED)


async def _select_seen_by(session: AsyncSession, actor: Actor) -> Select[Invite, Account]:
    account = await active_account(session, actor)
    query = select(Invite, Account).join(Account, col(Account.id) == Invite.created_by_id)
    return query if account.is_administrator else query.where(Invite.created_by_id == account.id)


def _problems(form: InviteForm) -> dict[str, str]:
    problems: dict[str, str] = {}
    if form.uses is not None and not 1 <= form.uses <= MOST_USES:
        problems["uses"] = f"Choose from 1 to {MOST_USES:,} uses, or no limit."
    if form.expires_at is not None and not now() < _zoned(form.expires_at) <= now() + LONGEST_LIFETIME:
        problems["expires_at"] = "Choose a time within the next year."
    if len(form.rooms) > MOST_ROOMS:
        problems["rooms"] = f"Choose up to {MOST_ROOMS} rooms."
    return problems


def _zoned(value: datetime) -> datetime:
    """Return a time with its zone; one without is taken for UTC. At either end of all times there is no other zone."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value


def _record(work: UnitOfWork, actor: Actor, action: str, invite: Invite) -> None:
    uses = "any number of uses" if invite.most_uses is None else f"{invite.most_uses} uses"
    until = f"until {invite.expires_at:%Y-%m-%d %H:%M} UTC" if invite.expires_at else "no expiry"
    audit.record(
        work, actor=actor, action=action, subject=f"{uses}, {until}", subject_uuid=invite.uuid, detail=_rooms(invite)
    )


def _rooms(invite: Invite) -> str:
    return f"rooms: {invite.room_count}" if invite.room_count else ""
