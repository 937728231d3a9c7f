"""What a person wants to be reminded of. Nobody else knows of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import alerts, rooms, text
from chatapp.errors import Conflict, Invalid, NotFound
from chatapp.events import RemindersChanged, account_topic
from chatapp.identity import Actor, active_account, is_active
from chatapp.messages import revision
from chatapp.messages.plain_words import plain
from chatapp.messages.replies.quotes import beginning
from chatapp.reminders.repeating import first
from chatapp.rooms import RoomView
from chatapp.rooms.access import is_open_to, require_open_membership
from chatapp.scheduled import wall_clock
from chatapp.scheduled.wall_clock import WallClock
from chatapp.storage.database import rows_of
from chatapp.storage.unit_of_work import UnitOfWork
from models import REMINDER_LENGTH, Message, MessageKind, Reminder, Repeats, Room

AT_MOST: Final = 100  # of a person
SHOWN: Final = 240  # characters of a message
OF_WHAT: Final = "Write what to be reminded of, or name a message."
NO_WORDS: Final = "This reminder is of a message, so it has no text of its own."
WHEN: Final = "Say when: a date and time, or in how many seconds."


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A reminder, as its person sees it.

    ``text``: what it says, if it is on no message. ``number``: of its message, or None; ``room`` and ``words``, as the
    message begins: None and empty if the person can't read it any more. ``is_deleted``: the message was deleted.
    ``at``: on the clocks of ``time_zone``, such as ``2026-12-01T09:00``; ``due_at``: the moment, to come next.
    ``told_at``: since when the person has been reminded and is not done with it.
    """

    uuid: UUID
    text: str
    number: int | None
    room: RoomView | None
    words: str
    is_deleted: bool
    at: str
    time_zone: str
    due_at: datetime
    repeats: Repeats
    told_at: datetime | None


async def remind(
    work: UnitOfWork,
    *,
    actor: Actor,
    now: datetime,
    words: str = "",
    room_uuid: UUID | None = None,
    number: int | None = None,
    at: str = "",
    in_seconds: float | None = None,
    repeats: Repeats = Repeats.NEVER,
    time_zone: str = "",
) -> ReminderView:
    """Remind the actor at a later time. Announces RemindersChanged to their own pages.

    Args:
        work: the transaction.
        actor: who is reminded.
        now: the moment it is asked for.
        words: what of; empty if it is a message.
        room_uuid: the message's room, which the actor is a member of.
        number: the message's number in it.
        at: when, as `wall_clock.read` takes it; or empty.
        in_seconds: in how many seconds, in place of ``at``.
        repeats: how often.
        time_zone: whose clocks ``at`` means; empty: the actor's own, or UTC.

    Raises:
        Invalid: neither or both of words and message, or of ``at`` and ``in_seconds``; or one of them can't be taken.
        NotFound: there is no such room or message, or the actor may not see it, or it was deleted.
        Forbidden: the actor is not a member, or the room is closed.
        Unauthenticated: the account is no longer active.
        Conflict: the actor has 100 reminders already.
    """
    await active_account(work.session, actor)
    if bool(words) == (room_uuid is not None) or (room_uuid is None) != (number is None):
        raise Invalid({"text": OF_WHAT})
    said = _words(words) if words else ""
    message = await _message(work.session, actor, room_uuid, number) if room_uuid and number else None
    clock, due_at = _when(at, in_seconds, repeats, time_zone or actor.time_zone or "UTC", now)
    own = select(Reminder.id).where(Reminder.account_id == actor.account_id).limit(AT_MOST)
    if len((await work.session.exec(own)).all()) == AT_MOST:
        raise Conflict({"at": f"You have {AT_MOST} reminders already. Finish or delete some of them first."})
    reminder = Reminder(
        account_id=actor.account_id,
        text=said,
        room_id=message.room_id if message else None,
        number=message.number if message else None,
        local_at=clock.text,
        time_zone=clock.time_zone,
        repeats=repeats,
        due_at=due_at,
    )
    work.session.add(reminder)
    await work.session.flush()
    _announce(work, actor)
    return await _one(work.session, actor, reminder.uuid)


async def all_reminders(session: AsyncSession, *, actor: Actor) -> list[ReminderView]:
    """Return the actor's reminders, at most 100: those they are not done with, then the next first."""
    return await _views(session, actor)


async def change(
    work: UnitOfWork,
    *,
    actor: Actor,
    uuid: UUID,
    now: datetime,
    words: str | None = None,
    at: str = "",
    in_seconds: float | None = None,
    repeats: Repeats | None = None,
    time_zone: str = "",
) -> ReminderView:
    """Change what a reminder says, or have it come at another time. Announces RemindersChanged.

    What is None or empty stays, the clock's time too if only ``repeats`` or ``time_zone`` is another. What the actor
    was reminded of counts as read; with another time it is to come again.

    Raises:
        NotFound: the actor has no such reminder.
        Invalid: the words, the time or the zone can't be taken; or it is of a message, which has no others.
        Unauthenticated: the account is no longer active.
    """
    reminder = await _own(work, actor, uuid)
    await _read(work, reminder, now)
    if words is not None and reminder.number is not None:
        raise Invalid({"text": NO_WORDS})
    reminder.text = reminder.text if words is None else _words(words)
    if at or in_seconds is not None or repeats is not None or time_zone:
        kept, repeats = "" if in_seconds is not None else reminder.local_at, repeats or reminder.repeats
        clock, reminder.due_at = _when(at or kept, in_seconds, repeats, time_zone or reminder.time_zone, now)
        reminder.local_at, reminder.time_zone = clock.text, clock.time_zone
        reminder.repeats, reminder.told_at = repeats, None
    await work.session.flush()
    _announce(work, actor)
    return await _one(work.session, actor, uuid)


async def end(work: UnitOfWork, *, actor: Actor, uuid: UUID, now: datetime) -> None:
    """Delete a reminder: the actor is done with it, or wants it no more. Announces RemindersChanged.

    Raises:
        NotFound: the actor has no such reminder.
        Unauthenticated: the account is no longer active.
    """
    reminder = await _own(work, actor, uuid)
    await _read(work, reminder, now)
    await work.session.delete(reminder)
    _announce(work, actor)


async def _message(session: AsyncSession, actor: Actor, room_uuid: UUID, number: int) -> Message:
    await require_open_membership(session, actor, room_uuid)
    message = await revision.find(session, room_uuid, number)
    if message is None or message.deleted_at is not None:
        raise NotFound
    if message.kind != MessageKind.TEXT:
        raise Invalid({"number": "You can be reminded only of messages that people wrote."})
    return message


def _words(words: str) -> str:
    return text.single_line(words, "text", "reminder", at_least=1, at_most=REMINDER_LENGTH)


def _when(
    at: str, in_seconds: float | None, repeats: Repeats, time_zone: str, now: datetime
) -> tuple[WallClock, datetime]:
    """Return a clock, to the minute, and the moment."""
    if bool(at) == (in_seconds is not None):
        raise Invalid({"at": WHEN})
    if in_seconds is None:
        clock = first(wall_clock.read(at, time_zone, now=now), repeats)
        return clock, clock.moment
    zone = wall_clock.zone_called(time_zone)
    if not 0 < in_seconds <= wall_clock.AHEAD.total_seconds():
        raise Invalid({"in_seconds": wall_clock.TOO_FAR if in_seconds > 0 else wall_clock.PAST})
    moment = now + timedelta(seconds=in_seconds)
    clock = wall_clock.of(moment, zone)
    moved = first(clock, repeats)
    return moved, moment if moved == clock else moved.moment


async def _own(work: UnitOfWork, actor: Actor, uuid: UUID) -> Reminder:
    await active_account(work.session, actor)
    is_it = Reminder.uuid == uuid, Reminder.account_id == actor.account_id
    if (reminder := (await work.session.exec(select(Reminder).where(*is_it).with_for_update())).first()) is None:
        raise NotFound
    return reminder


async def _read(work: UnitOfWork, one: Reminder, now: datetime) -> None:
    await alerts.read_own(work, one.account_id, at=now, words=one.text, room_id=one.room_id, number=one.number or 0)


async def _one(session: AsyncSession, actor: Actor, uuid: UUID) -> ReminderView:
    return (await _views(session, actor, Reminder.uuid == uuid))[0]


async def _views(session: AsyncSession, actor: Actor, *which: Any) -> list[ReminderView]:
    is_message = (col(Message.room_id) == Room.id) & (col(Message.number) == Reminder.number)
    query = (
        select_columns(
            *(col(getattr(Reminder, name)) for name in ("uuid", "text", "number", "local_at", "time_zone")),
            *(col(getattr(Reminder, name)) for name in ("due_at", "repeats", "told_at")),
            col(Room.uuid).label("room_uuid"),
            col(Message.deleted_at),
            beginning(Message, SHOWN).label("body"),
        )
        .select_from(Reminder)
        .join(Room, (col(Room.id) == Reminder.room_id) & is_open_to(Reminder.account_id), isouter=True)
        .join(Message, is_message, isouter=True)
        .where(col(Reminder.account_id) == actor.account_id, is_active(actor), *which)
        .order_by(col(Reminder.told_at).is_(None), col(Reminder.due_at), col(Reminder.id))
        .limit(AT_MOST)
    )
    rows = await rows_of(session, query)
    uuids = {row.room_uuid for row in rows if row.room_uuid}
    known = {room.uuid: room for room in await rooms.own(session, actor=actor, room_uuids=uuids)} if uuids else {}
    return [_view(row, known.get(row.room_uuid)) for row in rows]


def _view(row: Any, room: RoomView | None) -> ReminderView:
    return ReminderView(
        uuid=row.uuid,
        text=row.text,
        number=row.number,
        room=room,
        words=plain(row.body or "") if room else "",
        is_deleted=room is not None and row.deleted_at is not None,
        at=row.local_at,
        time_zone=row.time_zone,
        due_at=row.due_at,
        repeats=Repeats(row.repeats),
        told_at=row.told_at,
    )


def _announce(work: UnitOfWork, actor: Actor) -> None:
    work.announce(account_topic(actor.account_id), RemindersChanged(actor.account_id))
