"""Adding people to a room, one or many at once, and what those who were added see of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import alerts
from chatapp.errors import Forbidden, Invalid
from chatapp.events import MemberJoined, MembersAdded, MembershipChanged, account_topic, room_topic
from chatapp.identity import Actor
from chatapp.rooms.access import RoomPermission, require_adder, require_open_membership
from chatapp.rooms.system_lines import tell_added, tell_joined
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Membership, Message, MessageKind, Removal, Room

ADDED_AT_MOST = 100  # people at once
OUTSIDE = "Administrators can't add people to a private room. Ask one of its members."


@dataclass(frozen=True, slots=True)
class Addition:
    """How the actor came into a room. ``after``: how many messages it had then. ``is_unseen``: it is news.

    ``is_told``: the conversation itself says so. It does since there are lines of Chatapp.
    """

    by: str
    by_uuid: UUID
    at: datetime
    after: int
    is_unseen: bool
    is_told: bool


async def add(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, people: Sequence[UUID]) -> list[UUID]:
    """Make people members; return those who were not members before. All of them are added, or none.

    They are told who added them, and it counts as one unread until they open the room. Who had been removed may join
    again. Announces MemberJoined to each; to the room the same for one person, otherwise one MembersAdded; one
    MessageChanged; and AlertsAdded.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is no member of a public room, nor the owner or a moderator of a private one, unless its
            owner lets all members add people; or an administrator outside of a private room. Only moderators add people
            who were removed.
        Invalid: one of them has no active account, or there are more than 100.
    """
    permission = await require_adder(work.session, actor, room_uuid)
    permission.require_inside()
    found = await _active(work.session, people)
    if permission.is_administrative and any(account.id == actor.account_id for account in found):
        raise Forbidden(OUTSIDE)
    room, ids = permission.room, [account.id for account in found]
    members = await work.session.exec(
        select(Membership.account_id).where(Membership.room_id == room.id, col(Membership.account_id).in_(ids))
    )
    present = set(members.all())
    new = [account for account in found if account.id not in present]
    await _forget_removals(work, permission, new)
    before = room.last_number
    number = await _tell(work, room, actor, new)
    for account in new:
        _admit(work, room, account.id, actor, before, number)
        await permission.record(work, "add member", account.name)
    added = [account.id for account in new]
    await alerts.note_members(work.session, room.id, added)
    _announce(work, room, added)
    await alerts.note_addition(work, room, actor.account_id, added)
    return [account.uuid for account in new]


async def _active(session: AsyncSession, people: Sequence[UUID]) -> list[Account]:
    """Return the accounts of people, each once, in the order given."""
    wanted = list(dict.fromkeys(people))
    if len(wanted) > ADDED_AT_MOST:
        raise Invalid({"usernames": f"You can add up to {ADDED_AT_MOST} people at a time."})
    found = await session.exec(select(Account).where(col(Account.uuid).in_(wanted), Account.is_active))
    accounts = {account.uuid: account for account in found.all()}
    if not wanted or len(accounts) < len(wanted):
        raise Invalid({"person": "We can't find this person." if wanted else "Choose at least one person."})
    return [accounts[uuid] for uuid in wanted]


async def _forget_removals(work: UnitOfWork, permission: RoomPermission, people: Sequence[Account]) -> None:
    """Let people back whom a moderator removed.

    Raises:
        Forbidden: there are some, and the actor does not moderate the room.
    """
    ids = [account.id for account in people]
    removal = col(Removal.room_id) == permission.room.id, col(Removal.account_id).in_(ids)
    removed = set((await work.session.exec(select(Removal.account_id).where(*removal))).all())
    may_moderate = permission.is_administrative or permission.room.can_be_moderated_by(permission.membership)
    if removed and not may_moderate:
        names = ", ".join(account.name for account in people if account.id in removed)
        raise Forbidden(f"Removed from this room: {names}. Only its owner or a moderator can add them again.")
    if removed:
        await work.session.exec(delete(Removal).where(*removal).execution_options(synchronize_session=False))


async def _tell(work: UnitOfWork, room: Room, actor: Actor, new: Sequence[Account]) -> int:
    """Say in the room who was added; returns the number of its newest message then."""
    if not new:
        return room.last_number
    if [account.id for account in new] == [actor.account_id]:
        return await tell_joined(work, room, actor.account_id)
    return await tell_added(work, room, actor.account_id, new)


def _admit(work: UnitOfWork, room: Room, account_id: int, actor: Actor, after: int, number: int) -> None:
    work.session.add(
        Membership(
            room_id=room.id,
            account_id=account_id,
            added_by_id=actor.account_id,
            added_after=after,
            is_unseen=account_id != actor.account_id,
            last_read_number=number,
            seen_revision=room.revision,
        )
    )


def _announce(work: UnitOfWork, room: Room, account_ids: Sequence[int]) -> None:
    if len(account_ids) == 1:
        work.announce(room_topic(room.uuid), MemberJoined(room.uuid, account_ids[0]))
    elif account_ids:
        work.announce(room_topic(room.uuid), MembersAdded(room.uuid, tuple(account_ids)))
    for account_id in account_ids:
        work.announce(account_topic(account_id), MemberJoined(room.uuid, account_id))


async def addition(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> Addition | None:
    """Return who added the actor to a room and when, or None if they came by themselves.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or the room is closed.
    """
    room, membership = await require_open_membership(session, actor, room_uuid)
    if room.is_thread or membership.added_after is None or membership.added_by_id is None:
        return None
    by = (await session.exec(select(Account).where(Account.id == membership.added_by_id))).one()
    line = select(Message.number).where(Message.room_id == room.id, Message.number == membership.added_after + 1)
    is_told = (await session.exec(line.where(Message.kind == MessageKind.ADDED))).first() is not None
    return Addition(by.name, by.uuid, membership.joined_at, membership.added_after, membership.is_unseen, is_told)


async def mark_seen(work: UnitOfWork, *, actor: Actor, room_uuid: UUID) -> None:
    """Note that the actor has opened a room that they were added to. Announces MembershipChanged to their own pages.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or the room is closed.
    """
    room, membership = await require_open_membership(work.session, actor, room_uuid)
    if room.is_thread or not membership.is_unseen:
        return
    statement = update(Membership).where(
        col(Membership.room_id) == room.id, col(Membership.account_id) == actor.account_id
    )
    await work.session.exec(statement.values(is_unseen=False))
    work.announce(account_topic(actor.account_id), MembershipChanged(room.uuid, actor.account_id))
