"""Activity: one list of what concerned a person, the newest first; what of it is unread; marking it as read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, update
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.errors import Invalid
from chatapp.events import AlertsRead, account_topic
from chatapp.identity import Actor
from chatapp.messages.markup.turns import render_ahead
from chatapp.messages.plain_words import plain
from chatapp.messages.replies.quotes import beginning
from chatapp.rooms import RoomView
from chatapp.rooms.access import is_open_to
from chatapp.storage.database import rows_of
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.paging import PAGE, Page, bounded, page_of
from chatapp.storage.snapshot import Snapshot
from chatapp.storage.unit_of_work import UnitOfWork
from models import LISTED, OWN_ALERTS, Account, Alert, AlertKind, Membership, Message, Room
from models.account import shown_name
from models.utc_datetime import now

LENGTH: Final = 240  # characters of a message
LOOKED_AT: Final = 1_000  # of a person's newest alerts, when the unread ones are counted
MARKED_AT_MOST: Final = 500  # alerts at once
LEFT: Final = "A message in a room you can't open any more."
DELETED: Final = "The message was deleted."
QUIET: Final = (AlertKind.REACTION,)  # listed as unread, and not counted


@dataclass(frozen=True, slots=True)
class AlertView:
    """What concerned a person, and the room as they see it. ``number`` and ``words``: of the message, if there is one.

    ``actor_*``: who caused it. ``emoji``: of a reaction. ``room``: None if there is none, or if the person can't open
    it any more; then `OWN_ALERTS` are listed all the same.
    """

    alert_id: int
    kind: AlertKind
    room: RoomView | None
    number: int | None
    words: str
    actor_uuid: UUID
    actor_name: str
    actor_avatar: str
    emoji: str
    created_at: datetime
    is_unread: bool


def is_read() -> ColumnElement[bool]:
    """Say in SQL whether its person has read an alert, within a query of Alert and their own Membership of its room.

    What was read in the room on any device is read everywhere: there is nothing to take back. Of a thread that they
    neither follow nor have read they have no Membership.
    """
    is_message = col(Alert.kind).not_in((AlertKind.REACTION, AlertKind.ADDED, *OWN_ALERTS))
    return or_(
        col(Alert.read_at).is_not(None),
        and_(is_message, col(Alert.number) <= func.coalesce(col(Membership.last_read_number), 0)),
        and_(col(Alert.kind) == AlertKind.ADDED, ~col(Membership.is_unseen)),
    )


def select_alerts(*columns: Any) -> Select[Any]:
    """Select from the alerts that people may still see: they are members of the open room, and the message is there.

    `OWN_ALERTS` are there all the same, without the room and without the message.
    """
    is_membership = (col(Membership.room_id) == Room.id) & (col(Membership.account_id) == Alert.account_id)
    return (
        select_columns(*columns)
        .select_from(Alert)
        .join(Account, col(Account.id) == Alert.account_id)
        .join(Room, (col(Room.id) == Alert.room_id) & is_open_to(Alert.account_id), isouter=True)
        .join(Membership, is_membership, isouter=True)
        .join(Message, (col(Message.id) == Alert.message_id) & col(Room.id).is_not(None), isouter=True)
        .where(
            col(Account.is_active),
            col(Message.deleted_at).is_(None),
            or_(col(Room.id).is_not(None), col(Alert.kind).in_(OWN_ALERTS)),
        )
    )


async def listing(
    session: AsyncSession,
    *,
    actor: Actor,
    kinds: Collection[AlertKind] = LISTED,
    is_unread: bool = False,
    after: int | None = None,
    limit: int = PAGE,
) -> Page[AlertView, int]:
    """Return what concerned the actor, the newest first, at most ``limit`` (200), in the rooms they are in now.

    ``kinds``: of these kinds; ``is_unread``: only what they have not read. ``after``: the ``next`` of the former page.
    """
    limit = bounded(limit)
    wanted = [kind for kind in LISTED if kind in kinds]
    query = _select_listed().where(col(Alert.account_id) == actor.account_id, col(Alert.kind).in_(wanted))
    if is_unread:
        query = query.where(~is_read())
    if after is not None:
        query = query.where(col(Alert.id) < after)
    rows = await rows_of(session, query.order_by(col(Alert.id).desc()).limit(limit + 1))
    page = page_of(rows, limit, lambda row: row.id)
    await render_ahead(row.body or "" for row in page.items)
    uuids = {row.room_uuid for row in page.items if row.room_uuid is not None}
    by_uuid = {room.uuid: room for room in await rooms.own(session, actor=actor, room_uuids=uuids)} if uuids else {}
    is_shown = [row for row in page.items if row.room_uuid in by_uuid or row.kind in OWN_ALERTS]
    return Page([_view(row, by_uuid.get(row.room_uuid)) for row in is_shown], page.next)


def count_unread(snapshot: Snapshot, *, actor: Actor) -> int:
    """Return how many alerts the actor has not read, of their newest 1,000. Reactions don't count."""
    ((count,),) = _count_unread().rows(snapshot.connection, {"actor_id": actor.account_id})
    return int(count)


async def still_unread(
    session: AsyncSession, *, actor: Actor, alert_ids: Collection[int], summaries: Collection[int] = ()
) -> set[int]:
    """Return which of these still concern the actor: their own, of what they may see, haven't read and haven't muted.

    ``summaries``: the newest alerts of summaries; one still concerns them as long as anything of it does.
    """
    own = col(Alert.account_id) == actor.account_id
    is_heard = or_(col(Alert.kind).in_(OWN_ALERTS), ~func.coalesce(col(Membership.is_muted), False))
    unread = select_alerts(col(Alert.id)).where(own, ~is_read(), is_heard)
    wanted = {row.id for row in await rows_of(session, unread.where(col(Alert.id).in_(list(alert_ids))))}
    if summaries:
        oldest = await rows_of(session, unread.where(col(Alert.is_held)).order_by(col(Alert.id)).limit(1))
        newest = await rows_of(session, select_columns(col(Alert.id)).where(own, col(Alert.id).in_(list(summaries))))
        wanted |= {row.id for row in newest if oldest and oldest[0].id <= row.id}
    return wanted


async def mark_read(
    work: UnitOfWork,
    *,
    actor: Actor,
    alert_ids: Collection[int] | None = None,
    upto: int | None = None,
    kinds: Collection[AlertKind] = tuple(AlertKind),
) -> None:
    """Mark alerts of the actor's as read: these, or all up to one. Announces AlertsRead to their own pages.

    ``kinds``: of these kinds alone.

    What was read in its room is read anyway. Others' alerts stay as they are.

    Raises:
        Invalid: both or neither is given, or more than 500.
    """
    if (alert_ids is None) == (upto is None):
        raise Invalid({"ids": "Send either ids or upto."})
    if alert_ids is not None and len(alert_ids) > MARKED_AT_MOST:
        raise Invalid({"ids": f"You can mark up to {MARKED_AT_MOST} at a time."})
    chosen = col(Alert.id).in_(list(alert_ids)) if alert_ids is not None else col(Alert.id) <= upto
    marked = await work.session.exec(
        update(Alert)
        .where(col(Alert.account_id) == actor.account_id, col(Alert.read_at).is_(None), chosen)
        .where(col(Alert.kind).in_(list(kinds)))
        .values(read_at=now())
        .execution_options(synchronize_session=False)
    )
    if marked.rowcount:
        work.announce(account_topic(actor.account_id), AlertsRead(actor.account_id))


@cache
def _select_listed() -> Select[Any]:
    by = aliased(Account)
    return select_alerts(
        col(Alert.id),
        col(Alert.kind),
        col(Alert.number),
        col(Alert.emoji),
        col(Alert.created_at),
        is_read().label("is_read"),
        col(Room.uuid).label("room_uuid"),
        col(Alert.words),
        col(Message.id).label("message_id"),
        beginning(Message, LENGTH).label("body"),
        *(col(getattr(by, name)).label(f"by_{name}") for name in ("uuid", "username", "first_name", "last_name")),
        col(by.avatar).label("by_avatar"),
    ).join(by, col(by.id) == Alert.actor_id)


@cache
def _count_unread() -> FixedStatement:
    newest = (
        select_columns(col(Alert.id))
        .where(col(Alert.account_id) == bindparam("actor_id"))
        .order_by(col(Alert.id).desc())
        .limit(LOOKED_AT)
    )
    counted = [kind for kind in LISTED if kind not in QUIET]
    counts = select_alerts(func.count()).where(
        col(Alert.id).in_(newest),
        col(Alert.account_id) == bindparam("actor_id"),
        col(Alert.kind).in_(counted),
        ~is_read(),
    )
    return FixedStatement(counts)


def words_of(row: Any) -> str:
    """Return what an alert says, in Markdown if a message says it."""
    if row.kind == AlertKind.REMINDER and row.number and row.message_id is None:
        return LEFT if row.room_uuid is None else DELETED
    return row.words or row.body or ""


def _view(row: Any, room: RoomView | None) -> AlertView:
    return AlertView(
        alert_id=row.id,
        kind=AlertKind(row.kind),
        room=room,
        number=(row.number or None) if room else None,
        words=row.words or plain(words_of(row)),
        actor_uuid=row.by_uuid,
        actor_name=shown_name(row.by_first_name, row.by_last_name, row.by_username),
        actor_avatar=row.by_avatar,
        emoji=row.emoji,
        created_at=row.created_at,
        is_unread=not row.is_read,
    )
