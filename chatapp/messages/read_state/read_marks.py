"""How far people have read: the source of unread dots and counts, on all pages of a person."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

import structlog
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import alerts, rooms
from chatapp.errors import Invalid, Unavailable
from chatapp.events import RoomUnread, account_topic
from chatapp.identity import Actor
from chatapp.messages.read_state.live_marks import LiveMarks
from chatapp.messages.read_state.storing_read_marks import BATCH, NOTHING, Mark, Marks, store_marks
from chatapp.rooms.access import require_open_membership, select_open_reading
from chatapp.storage.database import rows_of
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from chatapp.timers import Cancellable, Later, on_the_loop
from models import Membership, Room

log = structlog.get_logger(__name__)

INTERVAL, RETRY_LIMIT = 1.0, 30.0  # seconds between two writes; at most, between two tries while the database is away
LIVE = 3  # such intervals between two writes of what people read as it comes: most of what is written here
FARTHEST = 10_000  # messages that may be unread again: all of them are counted

NO_REVISIONS: Mapping[UUID, int] = {}
TOO_FAR = f"You can mark only the last {FARTHEST:,} messages as unread."


@dataclass(frozen=True, slots=True)
class ReadProgress:
    """A room's newest number, and the number a member has read up to."""

    last_number: int
    last_read_number: int


async def mark_read(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int, revision: int = 0) -> int:
    """Mark a room as read up to a message; returns the number the actor has read up to now. Announces RoomRead.

    Reading never goes back, and never beyond the newest message. Who added the actor is no longer news either.
    ``revision``: of the room as the actor has seen it: news in its threads up to then are known to them.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or the room is closed.
    """
    await rooms.mark_seen(work, actor=actor, room_uuid=room_uuid)
    connection, marks = await work.session.connection(), {(actor.account_id, room_uuid): Mark(number, revision)}
    await connection.run_sync(store_marks, work, marks)
    return (await read_progress(work.session, actor=actor, room_uuids=[room_uuid]))[room_uuid].last_read_number


async def mark_all_read(
    work: UnitOfWork, *, actor: Actor, upto: Mapping[UUID, int], seen: Mapping[UUID, int] = NO_REVISIONS
) -> dict[UUID, int]:
    """Mark rooms as read up to a message each; returns, of those that were not read so far, the former number.

    ``seen``: the rooms' revisions as the actor has seen them, as `mark_read` takes them.
    Rooms that the actor is not a member of are left out. Announces RoomRead for each that was not read so far.
    """
    before = await read_progress(work.session, actor=actor, room_uuids=upto)
    for room_uuid in before:
        await rooms.mark_seen(work, actor=actor, room_uuid=room_uuid)
    connection = await work.session.connection()
    marks = {(actor.account_id, uuid): Mark(upto[uuid], seen.get(uuid, 0)) for uuid in before}
    await connection.run_sync(store_marks, work, marks)
    moved = {uuid: one for uuid, one in before.items() if min(upto[uuid], one.last_number) > one.last_read_number}
    return {uuid: one.last_read_number for uuid, one in moved.items()}


async def set_read(
    work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int, seen: int = 0, news_after: int | None = None
) -> int:
    """Say how far the actor has read a room, further or less far; returns the number read up to now.

    ``news_after``: the room's revision after which news in its threads are news again, if they were seen since.
    Nobody is told or mailed of what they have read and count as unread again. Announces RoomRead, or RoomUnread if it
    goes back. Pages write what they have read a moment later: whoever goes back calls `ReadMarks.set_read`, which
    passes that as ``seen``, and it counts as read.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or the room is closed.
        Invalid: more than 10,000 messages would be unread.
    """
    room, membership = await require_open_membership(work.session, actor, room_uuid)
    if room.is_thread:
        own = await work.session.get(Membership, (room.id, actor.account_id))
        if own is None:
            return await mark_read(work, actor=actor, room_uuid=room_uuid, number=number)
        membership = own
    has_read = max(seen, membership.last_read_number)
    await alerts.note_seen(work.session, membership, number, has_read)
    if news_after is not None and news_after < membership.seen_revision:
        membership.seen_revision = news_after
        work.session.add(membership)
        unread_again = RoomUnread(room_uuid, actor.account_id, min(number, membership.last_read_number))
        work.announce(account_topic(actor.account_id), unread_again)
    if number >= has_read:
        return await mark_read(work, actor=actor, room_uuid=room_uuid, number=number)
    if room.last_number - number > FARTHEST:
        raise Invalid({"number": TOO_FAR})
    membership.last_read_number = number
    work.session.add(membership)
    work.announce(account_topic(actor.account_id), RoomUnread(room_uuid, actor.account_id, number))
    return number


async def read_progress(session: AsyncSession, *, actor: Actor, room_uuids: Iterable[UUID]) -> dict[UUID, ReadProgress]:
    """Return how far the actor has read those of the rooms that they are a member of."""
    wanted, found = list(room_uuids), dict[UUID, ReadProgress]()
    columns = (col(Room.uuid), col(Room.last_number), col(Membership.last_read_number))
    own = select_open_reading(*columns).where(col(Membership.account_id) == actor.account_id)
    for start in range(0, len(wanted), BATCH):
        is_wanted = col(Room.uuid).in_(wanted[start : start + BATCH])
        rows = await rows_of(session, own.where(is_wanted))
        found |= {row.uuid: ReadProgress(row.last_number, row.last_read_number) for row in rows}
    return found


class ReadMarks:
    """Batches the read marks of open pages: every page marks every message, and a commit is expensive.

    The first mark is written at once, those of the next second together; what people read as it comes, who are likely
    to read the next message as well, every three seconds, which is before anybody is told of it in another way
    (`chatapp.alerts`). While the database is away they are kept, one number for each person and room. ``later``: how to
    wait; tests pass a clock of their own.
    """

    def __init__(self, transactions: Transactions, later: Later = on_the_loop) -> None:
        self._transactions = transactions
        self._later = later
        self._marks: dict[tuple[int, UUID], Mark] = {}
        self._live = LiveMarks()
        self._live_rests = 0  # intervals until those are written again
        self._being_written: dict[tuple[int, UUID], Mark] = {}
        self._writing: asyncio.Task[None] | None = None
        self._rest: Cancellable | None = None
        self._pause = INTERVAL

    def mark(self, actor: Actor, room_uuid: UUID, number: int, revision: int = 0) -> None:
        """Mark a room as read up to a message, soon. Announces RoomRead once it is stored.

        ``revision``: of the room as the page shows it, if there are news of threads to be seen. Without a membership
        nothing is stored or announced.
        """
        self._mark((actor.account_id, room_uuid), Mark(number, revision))

    def mark_each(self, room_uuid: UUID, accounts: Iterable[int], number: int) -> None:
        """Mark a room as read up to a message for several people, as `mark` does."""
        for account_id in accounts:
            self._mark((account_id, room_uuid), Mark(number))

    def mark_live(self, room_uuid: UUID, accounts: frozenset[int], number: int) -> None:
        """Mark a room as read up to a message for all who read it as it comes, within three seconds."""
        self._keep(self._live.put(room_uuid, accounts, number))
        self._write_soon()

    def noted(self, actor: Actor, room_uuid: UUID) -> int:
        """Return the number that is waiting to be stored for this person, or 0."""
        key = (actor.account_id, room_uuid)
        noted = max(self._marks.get(key, NOTHING).number, self._being_written.get(key, NOTHING).number)
        return max(noted, self._live.number(*key))

    def readers_of(self, room_uuid: UUID) -> frozenset[int]:
        """Return the accounts of whom a number of this room is waiting to be stored."""
        noted = chain(self._marks, self._being_written)
        return self._live.accounts(room_uuid).union(account_id for account_id, uuid in noted if uuid == room_uuid)

    def forget(self, actor: Actor, room_uuid: UUID) -> None:
        """Drop what is waiting to be stored for this person: they have marked the room as unread since."""
        self._keep(self._live.split(room_uuid))
        self._marks.pop((actor.account_id, room_uuid), None)
        self._being_written.pop((actor.account_id, room_uuid), None)

    async def set_read(
        self, *, actor: Actor, marks: Mapping[UUID, int], news_after: Mapping[UUID, int] = NO_REVISIONS
    ) -> None:
        """Say how far the actor has read rooms, as `set_read`; what pages have read before is not written after it."""
        seen = {room_uuid: self.noted(actor, room_uuid) for room_uuid in marks}
        for room_uuid in marks:
            self.forget(actor, room_uuid)
        if self._writing is not None:
            await asyncio.wait([self._writing])
        async with self._transactions.begin() as work:
            for room_uuid, number in marks.items():
                await set_read(
                    work,
                    actor=actor,
                    room_uuid=room_uuid,
                    number=number,
                    seen=seen[room_uuid],
                    news_after=news_after.get(room_uuid),
                )

    async def close(self) -> None:
        """Write what is left. Marks that cannot be written now are lost, and count as unread."""
        if self._writing is not None:
            await self._writing
        self._live_rests = 0
        if self._marks or self._live:
            await self._write()
        self._forget_rest()

    def _mark(self, key: tuple[int, UUID], mark: Mark) -> None:
        before = self._marks.get(key, NOTHING)
        if mark.number > before.number or mark.revision > before.revision:  # else another page has marked it already
            self._marks[key] = before.and_also(mark)
            self._write_soon()

    def _keep(self, marks: Marks) -> None:
        for key, mark in marks.items():
            self._marks[key] = mark.and_also(self._marks.get(key, NOTHING))

    def _write_soon(self) -> None:
        if self._rest is not None or (self._writing is not None and not self._writing.done()):
            return
        if self._marks or (self._live and not self._live_rests):
            self._writing = asyncio.create_task(self._write(), name="write read marks")
        elif self._live_rests:
            self._rest = self._later(INTERVAL, self._rested)

    async def _write(self) -> None:
        if self._live and not self._live_rests:
            self._keep(self._live.take())
            self._live_rests = LIVE
        self._being_written, self._marks = self._marks, {}
        marks = dict(self._being_written)  # as it is now, whatever is forgotten meanwhile
        try:
            await self._transactions.run_sync(lambda work: store_marks(work.connection, work, marks))
        except Unavailable:
            self._keep(self._being_written)
            pause, self._pause = self._pause, min(self._pause * 2, RETRY_LIMIT)
            log.warning("read receipts queued: database unavailable", marks=len(self._marks), pause_s=pause)
        except Exception:  # a bug: the rooms look unread, and the next marks are written
            log.exception("read receipts could not be stored", marks=len(marks))
            pause = self._pause = INTERVAL
        else:
            pause = self._pause = INTERVAL
        self._being_written = {}
        self._forget_rest()
        self._rest = self._later(pause, self._rested)

    def _rested(self) -> None:
        self._rest = None
        self._live_rests = max(0, self._live_rests - 1)
        self._write_soon()

    def _forget_rest(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
