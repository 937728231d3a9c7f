"""What a person has written for later. Nobody else knows of it, not even whose room it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.errors import Conflict, NotFound
from chatapp.events import ScheduledChanged, account_topic
from chatapp.identity import Actor, active_account, is_active
from chatapp.messages.replies import quotes
from chatapp.rooms.access import is_open_to, require_open_membership
from chatapp.scheduled import files, wall_clock
from chatapp.scheduled.files import ScheduledFile
from chatapp.storage.unit_of_work import UnitOfWork
from models import Message, Room, ScheduledMessage

AT_MOST: Final = 100  # of a person
SENDING: Final = "This message is being sent right now."
POSTED: Final = "A message with this client_message_id was posted already."


@dataclass(frozen=True, slots=True)
class ScheduledView:
    """A message for later, as its author sees it.

    ``room_uuid``: None if the room was deleted. ``room_name``: as it is called now, or as it was called then for who
    can't open it any more; of a thread the first words of its message, or then its room's name. ``at``: on the clocks
    of ``time_zone``, such as ``2026-12-01T09:00``; ``due_at``: the moment. ``problem``: a sentence if it could not be
    posted and waits for its author, or empty.
    """

    uuid: UUID
    room_uuid: UUID | None
    room_name: str
    body: str
    reply_to: int | None
    at: str
    time_zone: str
    due_at: datetime
    problem: str
    files: tuple[ScheduledFile, ...] = ()


async def schedule(
    work: UnitOfWork,
    *,
    actor: Actor,
    room_uuid: UUID,
    body: str,
    at: str,
    now: datetime,
    time_zone: str = "",
    reply_to: int | None = None,
    client_message_id: str = "",
    upload_uuids: Sequence[UUID] = (),
) -> ScheduledView:
    """Have a message posted at a later time; announces ScheduledChanged to the author's own pages.

    Args:
        work: the transaction.
        actor: the author.
        room_uuid: where it is to be posted. Rights are asked now, and again at that time.
        body: its text.
        at: when, as `wall_clock.read` takes it.
        now: the moment it is written.
        time_zone: whose clocks ``at`` means; empty: the author's own, or UTC.
        reply_to: the number of the message in the room that it answers.
        client_message_id: the message's later on; asking again with it returns the same. Empty: one is made.
        upload_uuids: the actor's files in this room that it takes along, all of which have arrived.

    Raises:
        Invalid: the text, the time, the zone, ``reply_to``, ``client_message_id`` or one of the files can't be taken.
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or the room is closed.
        Conflict: 100 messages wait already, ``client_message_id`` is that of a message that was posted, or one of the
            files is on another message.
    """
    room, _ = await require_open_membership(work.session, actor, room_uuid)
    key = text.client_key(client_message_id, "client_message_id") if client_message_id else str(uuid4())
    if (earlier := await _with_key(work.session, actor, key)) is not None:
        return await _view(work.session, earlier)
    if client_message_id:
        await _refuse_posted(work.session, actor, key)
    quotes.check_number(reply_to)
    clock = wall_clock.read(at, time_zone or actor.time_zone or "UTC", now=now)
    await _refuse_too_many(work.session, actor)
    upload_ids = await files.take(work.session, actor, room_uuid, upload_uuids)
    scheduled = ScheduledMessage(
        account_id=actor.account_id,
        room_id=room.id,
        room_name=await _name_of(work.session, room),
        body=text.body(body, may_be_empty=bool(upload_ids)),
        reply_to=reply_to,
        client_message_id=key,
        local_at=clock.text,
        time_zone=clock.time_zone,
        due_at=clock.moment,
    )
    work.session.add(scheduled)
    await work.session.flush()
    files.keep(work, scheduled.id, upload_ids)
    _announce(work, actor)
    return await _view(work.session, scheduled)


async def _refuse_too_many(session: AsyncSession, actor: Actor) -> None:
    if await count_scheduled(session, actor=actor) >= AT_MOST:
        raise Conflict({"at": f"{AT_MOST} messages are scheduled already. Send or delete some of them first."})


async def all_scheduled(session: AsyncSession, *, actor: Actor) -> list[ScheduledView]:
    """Return the actor's messages for later, at most 100: those that could not be posted, then the next due first."""
    return await _views(session, ScheduledMessage.account_id == actor.account_id, is_active(actor))


async def count_scheduled(session: AsyncSession, *, actor: Actor) -> int:
    """Return how many messages of the actor wait, at most 100; those that could not be posted included."""
    found = select(ScheduledMessage.id).where(ScheduledMessage.account_id == actor.account_id).limit(AT_MOST)
    return len((await session.exec(found)).all())


async def edit(
    work: UnitOfWork,
    *,
    actor: Actor,
    uuid: UUID,
    now: datetime,
    body: str | None = None,
    at: str | None = None,
    time_zone: str | None = None,
) -> ScheduledView:
    """Change the text or the time of a message for later. Announces ScheduledChanged.

    A new time gives one that could not be posted another try. What is None stays; without a new ``at``, another
    ``time_zone`` keeps the clock's time.

    Raises:
        NotFound: the actor has no such message for later.
        Invalid: the text, the time or the zone can't be taken.
        Conflict: it is being posted just now.
    """
    scheduled = await take(work, actor=actor, uuid=uuid)
    if body is not None:
        has_files = bool(await files.files_of(work.session, [scheduled.id]))
        scheduled.body = text.body(body, may_be_empty=has_files)
    if at is not None or time_zone is not None:
        clock = wall_clock.read(at or scheduled.local_at, time_zone or scheduled.time_zone, now=now)
        scheduled.local_at, scheduled.time_zone, scheduled.due_at = clock.text, clock.time_zone, clock.moment
        scheduled.problem = ""
    work.session.add(scheduled)
    _announce(work, actor)
    return await _view(work.session, scheduled)


async def cancel(work: UnitOfWork, *, actor: Actor, uuid: UUID) -> None:
    """Delete a message for later, with its files. Announces ScheduledChanged.

    Raises:
        NotFound: the actor has no such message for later.
        Conflict: it is being posted just now.
    """
    scheduled = await take(work, actor=actor, uuid=uuid)
    await files.drop(work, scheduled.id)
    await work.session.delete(scheduled)
    _announce(work, actor)


async def take(work: UnitOfWork, *, actor: Actor, uuid: UUID) -> ScheduledMessage:
    """Return a message for later that its author may change now, locked in the transaction; raises as `cancel`."""
    await active_account(work.session, actor)
    found = await work.session.exec(
        select(ScheduledMessage)
        .where(ScheduledMessage.uuid == uuid, ScheduledMessage.account_id == actor.account_id)
        .with_for_update()
    )
    if (scheduled := found.first()) is None:
        raise NotFound
    if scheduled.taken_at is not None:
        raise Conflict({"uuid": SENDING})
    return scheduled


async def _refuse_posted(session: AsyncSession, actor: Actor, key: str) -> None:
    """Refuse the key of a message that stands there: this one would be taken for it, and never be posted."""
    posted = Message.author_id == actor.account_id, Message.client_message_id == key
    if (await session.exec(select(Message.id).where(*posted))).first() is not None:
        raise Conflict({"client_message_id": POSTED})


async def _with_key(session: AsyncSession, actor: Actor, key: str) -> ScheduledMessage | None:
    is_mine = ScheduledMessage.account_id == actor.account_id
    found = await session.exec(select(ScheduledMessage).where(is_mine, ScheduledMessage.client_message_id == key))
    return found.first()


async def _view(session: AsyncSession, scheduled: ScheduledMessage) -> ScheduledView:
    return (await _views(session, ScheduledMessage.id == scheduled.id))[0]


async def _views(session: AsyncSession, *which: Any) -> list[ScheduledView]:
    found = await session.exec(
        select(ScheduledMessage, Room, is_open_to(ScheduledMessage.account_id))
        .join(Room, col(Room.id) == ScheduledMessage.room_id, isouter=True)
        .where(*which)
        .order_by((col(ScheduledMessage.problem) == ""), col(ScheduledMessage.due_at), col(ScheduledMessage.id))
        .limit(AT_MOST)
    )
    rows = found.all()
    taken = await files.files_of(session, [scheduled.id for scheduled, _, _ in rows])
    return [
        _as_view(scheduled, room, taken.get(scheduled.id, []), is_open=bool(room and is_open))
        for scheduled, room, is_open in rows
    ]


async def _name_of(session: AsyncSession, room: Room) -> str:
    """Return the name to keep: not what somebody wrote, which they may delete, and a thread is named after."""
    return (await session.get_one(Room, room.parent_id)).name if room.is_thread else room.name


def _as_view(
    scheduled: ScheduledMessage, room: Room | None, taken: Sequence[ScheduledFile], *, is_open: bool
) -> ScheduledView:
    return ScheduledView(
        uuid=scheduled.uuid,
        room_uuid=room.uuid if room else None,
        room_name=room.name if room and is_open else scheduled.room_name,
        body=scheduled.body,
        reply_to=scheduled.reply_to,
        at=scheduled.local_at,
        time_zone=scheduled.time_zone,
        due_at=scheduled.due_at,
        problem=scheduled.problem,
        files=tuple(taken),
    )


def _announce(work: UnitOfWork, actor: Actor) -> None:
    work.announce(account_topic(actor.account_id), ScheduledChanged(actor.account_id))
