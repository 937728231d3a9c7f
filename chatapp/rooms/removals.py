"""Removing people from a room: they are told by whom, and cannot join it until they are added again or let back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.errors import Forbidden, NotFound
from chatapp.events import RoomChanged, account_topic
from chatapp.identity import Actor, active_account, is_active
from chatapp.rooms.access import RoomPermission, require_manager, require_moderator_of_people
from chatapp.rooms.membership import dismiss, find_member
from chatapp.storage.paging import PAGE, Page, bounded, page_of
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Membership, Removal, Role, Room

_remover = aliased(Account)


@dataclass(frozen=True, slots=True)
class RemovedView:
    """A person who was removed from a room, as its moderators see them. ``by``: the name of whoever removed them."""

    uuid: UUID
    username: str
    name: str
    avatar: str
    by: str
    removed_at: datetime
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class OwnRemoval:
    """How the actor was removed from a room. ``room_name``: the name it had then."""

    room_name: str
    by: str
    removed_at: datetime


async def remove(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, account_uuid: UUID) -> None:
    """Take a person out of a room: their open pages of it go silent at once. Announces MemberLeft.

    They cannot join it again by themselves. Who removes themselves only leaves.

    Raises:
        NotFound: there is no such room or member, or the actor may not see it.
        Forbidden: the actor may not remove this person.
    """
    permission = await require_moderator_of_people(work.session, actor, room_uuid)
    account, membership = await find_member(work.session, permission.room, account_uuid)
    if membership.role == Role.OWNER:
        raise Forbidden("The owner can't be removed. Choose a new owner first.")
    is_moderator = permission.membership is not None and permission.membership.role == Role.MODERATOR
    if membership.role == Role.MODERATOR and is_moderator and account.id != actor.account_id:
        permission = await require_manager(work.session, actor, room_uuid)
    if account.id == actor.account_id:
        await dismiss(work, permission.room, membership)
    else:
        await _remove(work, permission, membership)
    await permission.record(work, "remove member", account.name)


async def _remove(work: UnitOfWork, permission: RoomPermission, membership: Membership) -> None:
    room, actor = permission.room, await active_account(work.session, permission.actor)
    work.session.add(
        Removal(room_id=room.id, account_id=membership.account_id, removed_by_id=actor.id, room_name=room.name)
    )
    await dismiss(work, room, membership, removed_by=actor.name)


async def let_back(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, account_uuid: UUID) -> None:
    """Let a removed person join the room again. Announces RoomChanged to their pages. It is no error if they may.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is neither its owner nor a moderator; or an administrator outside of a private room.
    """
    permission = await require_moderator_of_people(work.session, actor, room_uuid)
    permission.require_inside()
    query = (
        select(Removal, Account)
        .join(Account, col(Account.id) == Removal.account_id)
        .where(Removal.room_id == permission.room.id, Account.uuid == account_uuid)
    )
    if (row := (await work.session.exec(query)).first()) is None:
        return
    removal, account = row
    await work.session.delete(removal)
    work.announce(account_topic(account.id), RoomChanged(room_uuid))
    await permission.record(work, "let back", account.name)


async def removed(
    session: AsyncSession, *, actor: Actor, room_uuid: UUID, after: str = "", limit: int = PAGE
) -> Page[RemovedView, str]:
    """Return who was removed from a room and cannot join it, by username, at most ``limit`` (200).

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is neither its owner nor a moderator; or an administrator outside of a private room.
    """
    permission = await require_moderator_of_people(session, actor, room_uuid)
    permission.require_inside()
    limit = bounded(limit)
    query = (
        select(Account, Removal.removed_at, _remover)
        .join(Removal, col(Removal.account_id) == Account.id)
        .join(_remover, col(Removal.removed_by_id) == _remover.id)
        .where(
            Removal.room_id == permission.room.id,
            col(Account.is_active),
            col(Account.username_key) > text.cursor(after),
        )
        .order_by(col(Account.username_key))
        .limit(limit + 1)
    )
    page = page_of((await session.exec(query)).all(), limit, lambda row: row[0].username_key)
    views = [
        RemovedView(account.uuid, account.username, account.name, account.avatar, by.name, at, is_bot=account.is_bot)
        for account, at, by in page.items
    ]
    return Page(views, page.next)


async def own_removal(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> OwnRemoval:
    """Return how the actor was removed from a room, which they may not see otherwise.

    Raises:
        NotFound: they were not, or the room is closed or gone.
    """
    is_theirs = Removal.account_id == actor.account_id, is_active(actor)
    query = (
        select(Removal, Account)
        .join(Room, col(Room.id) == Removal.room_id)
        .join(Account, col(Account.id) == Removal.removed_by_id)
        .where(Room.uuid == room_uuid, col(Room.closed_at).is_(None), *is_theirs)
    )
    if (row := (await session.exec(query)).first()) is None:
        raise NotFound
    removal, by = row
    return OwnRemoval(removal.room_name, by.name, removal.removed_at)
