"""Messages that a person keeps for later, and is done with at some time. Nobody else knows of them.

Only what the person may read now is on the list: leaving a room takes its messages off, and joining it again brings
them back. A message that is deleted stays there without its text, so that the person learns of it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.errors import Conflict, Invalid, NotFound
from chatapp.events import MessageView, SavedChanged, account_topic
from chatapp.identity import Actor
from chatapp.messages import revision
from chatapp.messages.message_rows import select_messages, view_of
from chatapp.rooms import RoomView, require_membership
from chatapp.rooms.access import select_open_memberships
from chatapp.storage.database import rows_of
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.paging import PAGE, Page, bounded, page_of
from chatapp.storage.snapshot import Snapshot
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Membership, Message, MessageKind, Room, SavedMessage
from models.utc_datetime import now

AT_MOST = 10_000  # messages of a person
MARKED = 1_000  # of a room, its newest ones
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NUMBERS = FixedStatement(  # asked for every page
    select_open_memberships(col(Message.number))
    .join(Message, col(Message.room_id) == Room.id)
    .join(SavedMessage, col(SavedMessage.message_id) == Message.id)
    .where(
        col(Room.uuid) == bindparam("room_uuid"),
        col(Account.id) == bindparam("actor_id"),
        col(SavedMessage.account_id) == bindparam("actor_id"),
        col(SavedMessage.done_at).is_(None),
    )
    .order_by(col(Message.number).desc())
    .limit(MARKED)
)
CURSOR = re.compile(r"(?P<micros>[0-9]{1,17})\.(?P<message>[0-9]{1,15})")


@dataclass(frozen=True, slots=True)
class SavedView:
    """A saved message. ``done_at``: when the person was done with it."""

    message: MessageView
    room: RoomView
    saved_at: datetime
    done_at: datetime | None


async def save(
    work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int, is_done: bool | None = None
) -> SavedMessage:
    """Keep a message for later; doing so twice is no error. Announces SavedChanged to the actor's own pages.

    ``is_done``: whether the actor is done with it; None leaves that as it is.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was deleted.
        Forbidden: the actor is not a member.
        Invalid: nobody wrote the message.
        Conflict: the actor has saved 10,000 messages.
    """
    await require_membership(work.session, actor=actor, room_uuid=room_uuid)
    message = await revision.find(work.session, room_uuid, number)
    if message is None:
        raise NotFound
    saved = await work.session.get(SavedMessage, (actor.account_id, message.id))
    if saved is None:
        await _refuse(work.session, actor, message)
        saved = SavedMessage(account_id=actor.account_id, message_id=message.id)
    elif is_done is None or is_done == (saved.done_at is not None):
        return saved
    saved.done_at = now() if is_done else None
    work.session.add(saved)
    work.announce(account_topic(actor.account_id), SavedChanged(room_uuid, actor.account_id, number))
    return saved


async def _refuse(session: AsyncSession, actor: Actor, message: Message) -> None:
    """Refuse what cannot be saved."""
    if message.deleted_at is not None:
        raise NotFound
    if message.kind != MessageKind.TEXT:
        raise Invalid({"number": "You can save only messages that people wrote."})
    last = select(SavedMessage.message_id).where(SavedMessage.account_id == actor.account_id)
    if (await session.exec(last.offset(AT_MOST - 1).limit(1))).first() is not None:
        raise Conflict({"number": f"You've saved {AT_MOST:,} messages. Remove some of them first."})


async def unsave(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int) -> None:
    """Take a message off the actor's list; it is no error if it is not there. Announces SavedChanged.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    await require_membership(work.session, actor=actor, room_uuid=room_uuid)
    message = await revision.find(work.session, room_uuid, number)
    if message is None:
        raise NotFound
    if (saved := await work.session.get(SavedMessage, (actor.account_id, message.id))) is None:
        return
    await work.session.delete(saved)
    work.announce(account_topic(actor.account_id), SavedChanged(room_uuid, actor.account_id, number))


async def all_saved(
    session: AsyncSession, *, actor: Actor, is_done: bool = False, after: str = "", limit: int = PAGE
) -> Page[SavedView, str]:
    """Return the messages the actor keeps for later, or is done with, the last first, at most ``limit`` (200).

    ``after``: the ``next`` of the former page.
    """
    limit = bounded(limit)
    moment = col(SavedMessage.done_at) if is_done else col(SavedMessage.saved_at)
    query = _select_saved().where(
        col(SavedMessage.account_id) == actor.account_id,
        col(SavedMessage.done_at).is_not(None) if is_done else col(SavedMessage.done_at).is_(None),
        _may_read(actor),
    )
    if after:
        at, message_id = _position(after)
        query = query.where(or_(moment < at, and_(moment == at, col(SavedMessage.message_id) < message_id)))
    ordered = query.order_by(moment.desc(), col(SavedMessage.message_id).desc()).limit(limit + 1)
    page = page_of(await rows_of(session, ordered), limit, _cursor)
    ids = list({row.room_id for row in page.items})
    known = {room.room_id: room for room in await rooms.visible_among(session, actor=actor, room_ids=ids)}
    return Page([_view(row, known[row.room_id]) for row in page.items if row.room_id in known], page.next)


def saved_numbers(snapshot: Snapshot, *, actor: Actor, room_uuid: UUID) -> frozenset[int]:
    """Return the numbers of a room's messages that the actor keeps for later, of its newest 1,000 ones."""
    found = NUMBERS.rows(snapshot.connection, {"room_uuid": room_uuid, "actor_id": actor.account_id})
    return frozenset(row.number for row in found)


async def count_saved(session: AsyncSession, *, actor: Actor) -> int:
    """Return how many messages the actor keeps for later and may read, at most 100."""
    query = (
        select(SavedMessage.message_id)
        .join(Message, col(Message.id) == SavedMessage.message_id)
        .where(SavedMessage.account_id == actor.account_id, col(SavedMessage.done_at).is_(None), _may_read(actor))
        .limit(100)
    )
    return len((await session.exec(query)).all())


def _may_read(actor: Actor) -> ColumnElement[bool]:
    mine = select_open_memberships(col(Room.id)).where(col(Membership.account_id) == actor.account_id)
    return col(Message.room_id).in_(mine)


@cache
def _select_saved() -> Select[Any]:
    return (
        select_messages()
        .add_columns(col(Message.room_id), col(SavedMessage.message_id), col(SavedMessage.saved_at))
        .add_columns(col(SavedMessage.done_at))
        .join(SavedMessage, col(SavedMessage.message_id) == Message.id)
    )


def _view(row: Row[Any], room: RoomView) -> SavedView:
    return SavedView(view_of(row), room, row.saved_at, row.done_at)


def _cursor(row: Row[Any]) -> str:
    return f"{((row.done_at or row.saved_at) - EPOCH) // MICROSECOND}.{row.message_id}"


def _position(cursor: str) -> tuple[datetime, int]:
    """Return the time and the message that a page ended with; nothing follows what is no cursor."""
    if (found := CURSOR.fullmatch(cursor)) is None:
        return EPOCH, 0
    return EPOCH + int(found["micros"]) * MICROSECOND, int(found["message"])
