"""Storing how far people have read: messages, and news of threads, which are counted in the room's revisions."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, exists, text, update
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col

from chatapp.events import MembershipChanged, RoomRead, account_topic, room_topic
from chatapp.storage.keyed_query import KeyedQuery
from chatapp.storage.unit_of_work import EventRecorder
from models import Account, Membership, Room, Visibility
from models.utc_datetime import UtcDateTime, now

BATCH: Final = 300  # marks in one query; SQLite limits the number of parameters

_THREAD: Any = aliased(Room)
_HAS_THREADS: Any = exists().where(_THREAD.parent_id == Room.id).correlate(Room)
MARKED = KeyedQuery(  # built once: every open page marks what it shows, every second
    select_columns(
        *(col(getattr(Membership, name)) for name in ("room_id", "account_id", "last_read_number", "seen_revision")),
        *(col(getattr(Room, name)) for name in ("uuid", "last_number", "revision", "visibility", "parent_id")),
        col(Membership.follows),
        col(Account.shares_reading),
        _HAS_THREADS.label("has_threads"),
    )
    .join(Room, col(Room.id) == Membership.room_id)
    .join(Account, col(Account.id) == Membership.account_id),
    col(Membership.account_id),
    col(Room.uuid),
)
_OWN: Final = (
    col(Membership.room_id) == bindparam("its_room"),
    col(Membership.account_id) == bindparam("its_account"),
)
ADVANCE: Any = (
    update(Membership.__table__)  # type: ignore[attr-defined]
    .where(*_OWN, col(Membership.last_read_number) < bindparam("number"))
    .values(last_read_number=bindparam("number"), last_read_at=bindparam("at"))
)
SEE: Any = (
    update(Membership.__table__)  # type: ignore[attr-defined]
    .where(*_OWN, col(Membership.seen_revision) < bindparam("revision"))
    .values(seen_revision=bindparam("revision"))
)
SEE_THREAD: Any = text(
    """
UPDATE membership SET seen_revision = read.revision
FROM (
    SELECT parent_revision AS revision FROM message
    WHERE room_id = :its_room AND number <= :number AND parent_revision IS NOT NULL ORDER BY number DESC LIMIT 1
) AS read
WHERE room_id = :its_room AND account_id = :its_account AND NOT follows AND seen_revision < read.revision
"""
)
SELECT_PARENT: Any = select_columns(col(Room.uuid)).where(col(Room.id) == bindparam("parent"))
BEGIN_READING: Any = text(
    """
INSERT INTO membership
    (room_id, account_id, role, joined_at, is_unseen, last_read_number, is_saved, is_muted, listens, follows,
    seen_revision)
SELECT thread.id, home.account_id, 'member', :at, FALSE, 0, FALSE, FALSE, FALSE, FALSE, 0
FROM room AS thread JOIN membership AS home ON home.room_id = thread.parent_id AND home.account_id = :account
WHERE thread.uuid = :thread AND thread.closed_at IS NULL
ON CONFLICT DO NOTHING
"""
).bindparams(bindparam("at", type_=UtcDateTime()), bindparam("thread", type_=Room.uuid.type))  # type: ignore[attr-defined]


class Mark(NamedTuple):
    """What a person has read of a room: the newest message's number, and the room's revision that they have seen."""

    number: int = 0
    revision: int = 0

    def and_also(self, other: "Mark") -> "Mark":
        """Return what has been read by both."""
        return Mark(max(self.number, other.number), max(self.revision, other.revision))


NOTHING: Final = Mark()
Marks = Mapping[tuple[int, UUID], Mark]  # by account and room


def store_marks(connection: Connection, work: EventRecorder, marks: Marks) -> None:
    """Store marks that are further than before, of rooms that the people are in; announces RoomRead for each.

    The others in a direct chat hear it, too, if the person shares it. Who reads in a thread that they do not follow
    gets a row there: what they have read is no news any more; announces MembershipChanged of its room.
    """
    keys = list(marks)
    for start in range(0, len(keys), BATCH):
        _store(connection, work, marks, _marked(connection, keys[start : start + BATCH]))


def _marked(connection: Connection, keys: list[tuple[int, UUID]]) -> list[Any]:
    rows = MARKED.rows(connection, keys)
    if len(rows) == len(set(keys)):
        return rows
    missing = set(keys) - {(row.account_id, row.uuid) for row in rows}
    for account_id, room_uuid in missing:
        connection.execute(BEGIN_READING, {"account": account_id, "thread": room_uuid, "at": now()})
    return [*rows, *MARKED.rows(connection, missing)]


def _store(connection: Connection, work: EventRecorder, marks: Marks, rows: Iterable[Any]) -> None:
    read: list[dict[str, Any]] = []
    seen: list[dict[str, Any]] = []
    threads: list[Any] = []
    for row in rows:
        mark, own = marks[row.account_id, row.uuid], {"its_room": row.room_id, "its_account": row.account_id}
        number, revision = min(mark.number, row.last_number), min(mark.revision, row.revision)
        has_read, has_seen = number > row.last_read_number, row.has_threads and revision > row.seen_revision
        if has_read:
            read.append({**own, "number": number, "at": now()})
            threads += [(row, number)] if row.parent_id is not None and not row.follows else []
        if has_seen:
            seen.append({**own, "revision": revision})
        if has_read or has_seen:
            _announce(work, row, RoomRead(row.uuid, row.account_id, max(number, row.last_read_number), revision))
    if read:
        connection.execute(ADVANCE, read)
    if seen:
        connection.execute(SEE, seen)
    for row, number in threads:
        _see_thread(connection, work, row, number)


def _announce(work: EventRecorder, row: Row[Any], event: RoomRead) -> None:
    work.announce(account_topic(row.account_id), event)
    if row.visibility == Visibility.DIRECT and row.shares_reading:
        work.announce(room_topic(row.uuid), event)


def _see_thread(connection: Connection, work: EventRecorder, row: Row[Any], number: int) -> None:
    connection.execute(SEE_THREAD, {"its_room": row.room_id, "its_account": row.account_id, "number": number})
    parent_uuid = connection.execute(SELECT_PARENT, {"parent": row.parent_id}).scalar_one()
    work.announce(account_topic(row.account_id), MembershipChanged(parent_uuid, row.account_id))
