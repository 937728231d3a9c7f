"""How far people have read: what makes a room's dot and count come, and go on all of a person's pages."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import bindparam, tuple_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.errors import Unavailable
from chatapp.events import RoomRead, account_topic
from chatapp.identity import Actor
from chatapp.presence import Cancellable, Later, on_the_loop
from chatapp.rooms.access import select_open_memberships
from chatapp.storage.database import rows_of
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import Membership, Room

log = structlog.get_logger(__name__)

EVERY, LONGEST = 1.0, 30.0  # seconds between two writings, and between two tries while the database is away
AT_ONCE = 300  # marks in one query; SQLite takes a bounded number of parameters

Marks = Mapping[tuple[int, UUID], int]  # (account, room) → the newest number read


@dataclass(frozen=True, slots=True)
class ReadProgress:
    """How far a room is, and how far somebody has read it."""

    last_number: int
    last_read_number: int


async def mark_read(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int) -> int:
    """Note that the actor has read a room up to a message; returns how far he has read now. Announces RoomRead.

    Reading never goes back, and never beyond the newest message.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or the room is closed.
    """
    await rooms.require_membership(work.session, actor=actor, room_uuid=room_uuid)
    await _mark(work, {(actor.account_id, room_uuid): number})
    return (await read_progress(work.session, actor=actor, room_uuids=[room_uuid]))[room_uuid].last_read_number


async def read_progress(session: AsyncSession, *, actor: Actor, room_uuids: Iterable[UUID]) -> dict[UUID, ReadProgress]:
    """Return how the actor stands in those of the rooms that he is a member of."""
    wanted, found = list(room_uuids), dict[UUID, ReadProgress]()
    columns = (col(Room.uuid), col(Room.last_number), col(Membership.last_read_number))
    own = select_open_memberships(*columns).where(col(Membership.account_id) == actor.account_id)
    for start in range(0, len(wanted), AT_ONCE):
        is_wanted = col(Room.uuid).in_(wanted[start : start + AT_ONCE])
        rows = await rows_of(session, own.where(is_wanted))
        found |= {row.uuid: ReadProgress(row.last_number, row.last_read_number) for row in rows}
    return found


async def advance(session: AsyncSession, places: Iterable[tuple[int, int, int]]) -> None:
    """Move what people have read forward, in one statement. ``places``: (room id, account id, number)."""
    membership = Membership.__table__  # type: ignore[attr-defined]
    statement = (
        update(membership)
        .where(
            membership.c.room_id == bindparam("its_room"),
            membership.c.account_id == bindparam("its_account"),
            membership.c.last_read_number < bindparam("number"),
        )
        .values(last_read_number=bindparam("number"))
    )
    rows = [{"its_room": room, "its_account": account, "number": number} for room, account, number in places]
    if rows:
        await session.exec(statement, params=rows)


async def _mark(work: UnitOfWork, marks: Marks) -> None:
    """Store what was read where there is a membership and it is more than before; announce RoomRead for each."""
    keys = list(marks)
    for start in range(0, len(keys), AT_ONCE):
        rows = await work.session.exec(
            select(Room.uuid, Room.last_number, Membership)
            .join(Membership, col(Membership.room_id) == Room.id)
            .where(tuple_(col(Membership.account_id), col(Room.uuid)).in_(keys[start : start + AT_ONCE]))
        )
        moved: list[tuple[int, int, int]] = []
        for room_uuid, last_number, place in rows.all():
            number = min(marks[place.account_id, room_uuid], last_number)
            if number > place.last_read_number:
                moved.append((place.room_id, place.account_id, number))
                work.announce(account_topic(place.account_id), RoomRead(room_uuid, place.account_id, number))
        await advance(work.session, moved)


class ReadMarks:
    """Writes down what open pages show, rarely: each page of a room marks every message, and a commit is dear.

    The first mark is written at once; those of the next second together. While the database is away they are kept,
    one number for each person and room. ``later``: how to wait; tests pass a clock of their own.
    """

    def __init__(self, transactions: Transactions, later: Later = on_the_loop) -> None:
        self._transactions = transactions
        self._later = later
        self._marks: dict[tuple[int, UUID], int] = {}
        self._on_their_way: Marks = {}
        self._writing: asyncio.Task[None] | None = None
        self._rest: Cancellable | None = None
        self._pause = EVERY

    def mark(self, actor: Actor, room_uuid: UUID, number: int) -> None:
        """Note that somebody has read a room up to a message. Announces RoomRead once it is stored.

        Where there is no membership nothing is stored, and nobody is told.
        """
        key = (actor.account_id, room_uuid)
        if number > self._marks.get(key, 0):  # else another page of his has said so already
            self._marks[key] = number
            self._write_soon()

    def noted(self, actor: Actor, room_uuid: UUID) -> int:
        """Return the number that waits to be stored for somebody, or 0: what another page of his shows already."""
        key = (actor.account_id, room_uuid)
        return max(self._marks.get(key, 0), self._on_their_way.get(key, 0))

    async def close(self) -> None:
        """Write what is left; what cannot be written now is lost, and counts as unread."""
        if self._writing is not None:
            await self._writing
        if self._marks:
            await self._write()
        self._forget_rest()

    def _keep(self, marks: Marks) -> None:
        for key, number in marks.items():
            self._marks[key] = max(number, self._marks.get(key, 0))

    def _write_soon(self) -> None:
        is_writing = self._writing is not None and not self._writing.done()
        if self._marks and self._rest is None and not is_writing:
            self._writing = asyncio.create_task(self._write(), name="read marks are written")

    async def _write(self) -> None:
        self._on_their_way, self._marks = self._marks, {}
        try:
            async with self._transactions.begin() as work:
                await _mark(work, self._on_their_way)
        except Unavailable:
            self._keep(self._on_their_way)
            pause, self._pause = self._pause, min(self._pause * 2, LONGEST)
            log.warning("read receipts queued: database unavailable", marks=len(self._marks), pause_s=pause)
        except Exception:  # a bug of ours: without these marks the rooms look unread, and the next ones are written
            log.exception("read receipts could not be stored", marks=len(self._on_their_way))
            pause = self._pause = EVERY
        else:
            pause = self._pause = EVERY
        self._on_their_way = {}
        self._forget_rest()
        self._rest = self._later(pause, self._rested)

    def _rested(self) -> None:
        self._rest = None
        self._write_soon()

    def _forget_rest(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
