"""Deleting an account: everything personal goes, what was written stays, and no room is left no owner.

A person may be in thousands of rooms, so each step is one statement for all of them.
"""

import secrets
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Exists, case, delete, exists, func, tuple_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.accounts import administrators, names
from chatapp.accounts.profiles import announce_person
from chatapp.authentication.sessions import end_all
from chatapp.events import (
    LOBBY_TOPIC,
    Event,
    MemberLeft,
    MembershipChanged,
    RoomChanged,
    RoomClosed,
    account_topic,
    room_topic,
)
from chatapp.storage.unit_of_work import UnitOfWork
from models import (
    Account,
    Alert,
    AlertKeyword,
    AlertKind,
    Attachment,
    Avatar,
    Clock,
    Density,
    Draft,
    Interaction,
    Invite,
    Membership,
    Mention,
    Message,
    MessageEdition,
    NotificationRules,
    OneTimeCode,
    Reminder,
    Removal,
    Role,
    Room,
    SavedMessage,
    ScheduledMessage,
    Theme,
    Upload,
    Visibility,
)
from models.room import ROOMS
from models.utc_datetime import now

LAST_ADMINISTRATOR = (
    "There's no other administrator. Make someone else an administrator before you delete this account."
)


async def delete_account(work: UnitOfWork, account: Account) -> None:
    """Delete an account: sessions, tokens, picture, memberships and invites go; its messages stay under "Deleted user".

    What they said before they were edited goes, too. Rooms it owns pass to the longest-standing moderator, else to the
    longest-standing member; rooms with nobody else are closed. Direct conversations stay for the other person.
    Announces SessionEnded, MembershipChanged for each heir, RoomClosed and RoomChanged for each closed room, MemberLeft
    for each room left, AccountChanged and PersonChanged.

    Raises:
        Forbidden: this is the last active administrator.
    """
    await administrators.refuse_last(work.session, account, LAST_ADMINISTRATOR)
    await end_all(work, account.id)
    rooms = await _rooms_of(work.session, account.id)
    await _hand_rooms_on(work, account.id, rooms)
    await _close_lonely_rooms(work, account.id)
    await _leave_rooms(work, account.id, rooms)
    await work.session.exec(delete(Avatar).where(col(Avatar.account_id) == account.id))
    for rules in (Alert, NotificationRules, AlertKeyword):
        await work.session.exec(delete(rules).where(col(rules.account_id) == account.id))
    await work.session.exec(
        delete(Alert).where(col(Alert.actor_id) == account.id, col(Alert.kind) == AlertKind.REACTION)
    )
    await work.session.exec(delete(Mention).where(col(Mention.account_id) == account.id))
    await work.session.exec(delete(Removal).where(col(Removal.account_id) == account.id))
    await work.session.exec(delete(Draft).where(col(Draft.account_id) == account.id))
    await work.session.exec(delete(SavedMessage).where(col(SavedMessage.account_id) == account.id))
    await work.session.exec(delete(Reminder).where(col(Reminder.account_id) == account.id))
    await work.session.exec(delete(ScheduledMessage).where(col(ScheduledMessage.account_id) == account.id))
    await work.session.exec(delete(Interaction).where(col(Interaction.account_id) == account.id))
    await _forget_editions(work.session, account.id)
    await _forget_uploads(work.session, account.id)
    await work.session.exec(delete(OneTimeCode).where(col(OneTimeCode.account_id) == account.id))
    is_theirs = (col(Invite.created_by_id) == account.id) & col(Invite.revoked_at).is_(None)
    await work.session.exec(update(Invite).where(is_theirs).values(revoked_at=now()))
    await _strip(work.session, account)
    await announce_person(work, account)


async def _rooms_of(session: AsyncSession, account_id: int) -> dict[int, UUID]:
    rows = await session.exec(
        select(Room.id, Room.uuid)
        .join(Membership, col(Membership.room_id) == Room.id)
        .where(Membership.account_id == account_id, Room.visibility != Visibility.DIRECT)
    )
    return dict(rows.all())


async def _hand_rooms_on(work: UnitOfWork, account_id: int, rooms: Mapping[int, UUID]) -> None:
    """Make the heir of each room owned its owner; people whose account is active come before others."""
    owned = select(Membership.room_id).where(Membership.account_id == account_id, Membership.role == Role.OWNER)
    heirs_first = (
        case((col(Account.is_active), 0), else_=1),
        case((col(Membership.role) == Role.MODERATOR, 0), else_=1),
        col(Membership.joined_at),
        col(Membership.account_id),
    )
    rank = func.row_number().over(partition_by=col(Membership.room_id), order_by=heirs_first)
    heirs_by_rank = (
        select(Membership.room_id, Membership.account_id, rank.label("rank"))
        .join(Account, col(Account.id) == Membership.account_id)
        .where(col(Membership.room_id).in_(owned), Membership.account_id != account_id)
        .subquery()
    )
    heirs = select(heirs_by_rank.c.room_id, heirs_by_rank.c.account_id).where(heirs_by_rank.c.rank == 1)
    raised = await work.session.exec(
        update(Membership)
        .where(tuple_(col(Membership.room_id), col(Membership.account_id)).in_(heirs))
        .values(role=Role.OWNER)
        .returning(col(Membership.room_id), col(Membership.account_id))
        .execution_options(synchronize_session=False)
    )
    for room_id, heir_id in raised.all():
        _announce(work, rooms[room_id], heir_id, MembershipChanged(rooms[room_id], heir_id))


def _has_others(account_id: int) -> Exists:
    """Say in SQL whether a room has an active member besides this one, within a query of Room."""
    other, active = aliased(Membership), aliased(Account)
    return exists().where(
        col(other.room_id) == Room.id,
        col(other.account_id) != account_id,
        col(active.id) == other.account_id,
        col(active.is_active),
    )


async def _close_lonely_rooms(work: UnitOfWork, account_id: int) -> None:
    """Close the rooms that no other active account is a member of."""
    own = aliased(Membership)
    is_own = exists().where(col(own.room_id) == Room.id, col(own.account_id) == account_id)
    is_open = col(Room.closed_at).is_(None), col(Room.visibility).in_(ROOMS)
    closed = await work.session.exec(
        update(Room)
        .where(is_own, ~_has_others(account_id), *is_open)
        .values(closed_at=now())
        .returning(col(Room.id), col(Room.uuid))
        .execution_options(synchronize_session=False)
    )
    both = closed.all()
    of_them = col(Room.parent_id).in_([room_id for room_id, _ in both])
    threads = update(Room).where(of_them).values(closed_at=now()).returning(col(Room.id), col(Room.uuid))
    both = [*both, *(await work.session.exec(threads.execution_options(synchronize_session=False))).all()]
    for _, room_uuid in both:
        work.announce(room_topic(room_uuid), RoomClosed(room_uuid))
        for topic in (room_topic(room_uuid), LOBBY_TOPIC):
            work.announce(topic, RoomChanged(room_uuid))


async def _leave_rooms(work: UnitOfWork, account_id: int, rooms: Mapping[int, UUID]) -> None:
    """End every membership except those in direct conversations, whose other side still shows who it was with."""
    direct = select(Room.id).where(Room.visibility == Visibility.DIRECT)
    await work.session.exec(
        delete(Membership)
        .where(col(Membership.account_id) == account_id, col(Membership.room_id).not_in(direct))
        .execution_options(synchronize_session=False)
    )
    for room_uuid in rooms.values():
        _announce(work, room_uuid, account_id, MemberLeft(room_uuid, account_id))


async def _forget_editions(session: AsyncSession, account_id: int) -> None:
    """Delete what the account's messages said before they were edited or deleted."""
    own = select(Message.id).where(Message.author_id == account_id)
    await session.exec(delete(MessageEdition).where(col(MessageEdition.message_id).in_(own)))


async def _forget_uploads(session: AsyncSession, account_id: int) -> None:
    """Delete the account's files that no message carries; the sweep takes their contents."""
    is_carried = exists().where(col(Attachment.upload_id) == Upload.id)
    await session.exec(delete(Upload).where(col(Upload.account_id) == account_id, ~is_carried))


async def _strip(session: AsyncSession, account: Account) -> None:
    """Leave nothing personal in the row. No password matches an empty hash, and the account is not active either."""
    username = await _free_username(session)
    account.username = account.username_key = username
    account.email = account.email_key = f"{account.uuid}@deleted.invalid"
    account.first_name, account.last_name, account.search_key = "Deleted", "user", ""
    account.country = account.bio = account.avatar = account.password_hash = account.time_zone = ""
    account.theme, account.density, account.clock = Theme.SYSTEM, Density.COMFORTABLE, Clock.AUTO
    account.status_emoji = account.status_text = ""
    account.status_until = None
    account.is_active = account.is_administrator = account.is_getting_started = False
    account.deleted_at = now()
    session.add(account)
    await session.flush()


async def _free_username(session: AsyncSession) -> str:
    while True:
        username = f"deleted-{secrets.token_hex(4)}"
        if not await names.is_username_taken(session, username):
            return username


def _announce(work: UnitOfWork, room_uuid: UUID, account_id: int, event: Event) -> None:
    for topic in (room_topic(room_uuid), account_topic(account_id)):
        work.announce(topic, event)
