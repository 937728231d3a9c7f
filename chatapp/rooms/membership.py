"""Who belongs to a room: joining and leaving, roles; and saving and muting for oneself."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import alerts, text
from chatapp.errors import Conflict, Forbidden, Invalid, NotFound
from chatapp.events import (
    Event,
    MemberJoined,
    MemberLeft,
    MembershipChanged,
    account_topic,
    room_topic,
)
from chatapp.identity import Actor
from chatapp.rooms.access import (
    AT_ONCE,
    OF_ROOM,
    require_manager,
    require_open_membership,
    require_reading,
    require_visible,
)
from chatapp.rooms.child_threads import unfollow_threads
from chatapp.rooms.member_views import MemberView, member_view
from chatapp.rooms.system_lines import tell_joined, tell_left
from chatapp.storage.paging import Page, bounded, page_of
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Membership, Removal, Role, Room

PAGE = 100
DIRECT = "You can't leave a direct message. Mute it instead."
REMOVED = "You were removed from this room. Its owner or a moderator can add you again."


async def members(
    session: AsyncSession,
    *,
    actor: Actor,
    room_uuid: UUID,
    search: str = "",
    only: Collection[UUID] | None = None,
    after: str = "",
    limit: int = PAGE,
) -> Page[MemberView, str]:
    """Return a room's members by username, at most ``limit`` (200).

    ``search``: part of a name; ``only``: these accounts, of whom the first 500 are looked at.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room, _ = await require_open_membership(session, actor, room_uuid)
    limit = bounded(limit)
    query = (
        select(Account, Membership.role)
        .join(Membership, col(Membership.account_id) == Account.id)
        .where(Membership.room_id == room.home_id, col(Account.username_key) > text.cursor(after))
    )
    if key := text.search_term(search, at_most=100):
        query = query.where(col(Account.search_key).contains(key, autoescape=True))
    if only is not None:
        query = query.where(col(Account.uuid).in_(list(only)[:AT_ONCE]))
    rows = (await session.exec(query.order_by(col(Account.username_key)).limit(limit + 1))).all()
    page = page_of(rows, limit, lambda row: row[0].username_key)
    return Page([member_view(account, role) for account, role in page.items], page.next)


async def join(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, proven_hash: str | None = None) -> None:
    """Make the actor a member of a listed room; joining twice is no error. Announces MemberJoined, MessageChanged.

    ``proven_hash``: the room's password hash that the actor has proven to know (see `RoomPasswords.join`).

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: it is closed, or a moderator removed the actor from it.
        Invalid: it has a password, and that one was not proven.
    """
    room, membership = await require_visible(work.session, actor, room_uuid)
    if membership is not None:
        return
    await refuse_removed(work.session, room, actor.account_id)
    if not room.can_be_joined_by(membership):
        raise Forbidden("Only a member can add you to this room.")
    if room.password_hash is not None and room.password_hash != proven_hash:
        raise Invalid({"password": "Enter the room's password."})
    has_owner = select(Membership.account_id).where(Membership.room_id == room.id, Membership.role == Role.OWNER)
    is_owned = (await work.session.exec(has_owner.limit(1))).first() is not None
    await _admit(work, room, actor.account_id, Role.MEMBER if is_owned else Role.OWNER)


async def refuse_removed(session: AsyncSession, room: Room, account_id: int) -> None:
    """Refuse people whom a moderator removed from the room, however they come: by its page, an invite or a program.

    Raises:
        Forbidden: they were removed, and neither added again nor let back since.
    """
    if await session.get(Removal, (room.id, account_id)) is not None:
        raise Forbidden(REMOVED)


async def leave(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, successor: UUID | None = None) -> None:
    """End the actor's membership. An owner names a successor, or closes the room instead. Announces MemberLeft.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or the room is direct or a thread.
        Conflict: the actor owns the room, and ``successor`` cannot take it over.
    """
    room, membership = await require_open_membership(work.session, actor, room_uuid)
    if room.is_direct or room.is_thread:
        raise Forbidden(OF_ROOM if room.is_thread else DIRECT)
    if membership.role == Role.OWNER:
        if successor is None or successor == actor.uuid:
            raise Conflict({"successor": "You own this room. Choose a new owner, or archive it instead."})
        await hand_over(work, actor=actor, room_uuid=room_uuid, to=successor)
    await dismiss(work, room, membership)


async def set_role(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, account_uuid: UUID, role: str) -> None:
    """Make a member a moderator, or a moderator a plain member. Announces MembershipChanged.

    Raises:
        NotFound: there is no such room or member, or the actor may not see it.
        Forbidden: the actor does not own the room, or the member does; or an administrator outside of a private room.
        Invalid: there is no such role to give; ownership is handed over instead.
    """
    permission = await require_manager(work.session, actor, room_uuid)
    permission.require_inside()
    if role not in (Role.MODERATOR, Role.MEMBER):
        raise Invalid({"role": "The role can be moderator or member. To change the owner, transfer the room."})
    account, membership = await find_member(work.session, permission.room, account_uuid)
    if membership.role == Role.OWNER:
        raise Forbidden("Choose a new owner first.")
    _change_role(work, permission.room, membership, Role(role))
    await permission.record(work, "change role", f"{account.name}: {role}")


async def hand_over(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, to: UUID) -> None:
    """Make a member the owner; the former owner becomes a moderator. Announces MembershipChanged for both.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor does not own it; or is an administrator outside of a private room that has an active owner.
        Conflict: the person is no member, or has no active account.
    """
    permission = await require_manager(work.session, actor, room_uuid)
    if await permission.active_owners(work.session):  # without one, somebody has to name another
        permission.require_inside()
    try:
        account, heir = await find_member(work.session, permission.room, to)
        await _person(work.session, to)
    except (NotFound, Invalid):
        raise Conflict({"successor": "Only an active member can become the owner."}) from None
    if heir.role == Role.OWNER:
        return
    owners = await work.session.exec(
        select(Membership).where(Membership.room_id == permission.room.id, Membership.role == Role.OWNER)
    )
    await permission.record(work, "hand over room", f"to {account.name}")
    for owner in owners.all():
        _change_role(work, permission.room, owner, Role.MODERATOR)
    _change_role(work, permission.room, heir, Role.OWNER)


async def save(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, is_saved: bool) -> None:
    """Put a room on the actor's saved list, or take it off. Announces MembershipChanged to their own pages.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or doesn't follow it if it is a thread.
    """
    room, membership = await require_reading(work.session, actor, room_uuid)
    membership.is_saved = is_saved
    work.session.add(membership)
    work.announce(account_topic(actor.account_id), MembershipChanged(room.uuid, actor.account_id))


async def mute(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, is_muted: bool) -> None:
    """Mute a room for the actor, or unmute it. Announces MembershipChanged; raises as `save`."""
    room, membership = await require_reading(work.session, actor, room_uuid)
    membership.is_muted = is_muted
    work.session.add(membership)
    work.announce(account_topic(actor.account_id), MembershipChanged(room.uuid, actor.account_id))


async def _admit(work: UnitOfWork, room: Room, account_id: int, role: Role) -> None:
    number = await tell_joined(work, room, account_id)
    joined = Membership(room_id=room.id, account_id=account_id, role=role, last_read_number=number)
    joined.seen_revision = room.revision
    work.session.add(joined)
    await alerts.note_members(work.session, room.id, [account_id])
    _announce(work, room, account_id, MemberJoined(room.uuid, account_id))


async def dismiss(work: UnitOfWork, room: Room, membership: Membership, *, removed_by: str = "") -> None:
    """End a membership. ``removed_by``: the name of whoever does it, if it is not the person.

    Announces MemberLeft and then MessageChanged, which those who have left no longer hear.
    """
    await work.session.delete(membership)
    await unfollow_threads(work, room, membership.account_id)
    name = room.name if removed_by else ""
    _announce(work, room, membership.account_id, MemberLeft(room.uuid, membership.account_id, removed_by, name))
    await tell_left(work, room, membership.account_id, is_removed=bool(removed_by))


def _change_role(work: UnitOfWork, room: Room, membership: Membership, role: Role) -> None:
    membership.role = role
    work.session.add(membership)
    _announce(work, room, membership.account_id, MembershipChanged(room.uuid, membership.account_id))


def _announce(work: UnitOfWork, room: Room, account_id: int, event: Event) -> None:
    for topic in (room_topic(room.uuid), account_topic(account_id)):
        work.announce(topic, event)


async def _person(session: AsyncSession, account_uuid: UUID) -> Account:
    account = (await session.exec(select(Account).where(Account.uuid == account_uuid, Account.is_active))).first()
    if account is None:
        raise Invalid({"person": "We can't find this person."})
    return account


async def find_member(session: AsyncSession, room: Room, account_uuid: UUID) -> tuple[Account, Membership]:
    """Return a member of a room.

    Raises:
        NotFound: this person is not one.
    """
    rows = await session.exec(
        select(Account, Membership)
        .join(Membership, col(Membership.account_id) == Account.id)
        .where(Membership.room_id == room.id, Account.uuid == account_uuid)
    )
    if (row := rows.first()) is None:
        raise NotFound("This person isn't a member of the room.")
    return row[0], row[1]
