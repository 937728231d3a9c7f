"""What a message in a thread does beside being there: it is told in the parent room, and makes people follow.

Parent before thread: rooms are changed, and locked by posts, in the order of their ids, and a thread's is the higher.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, text
from sqlmodel import col

from chatapp.events import FollowingChanged, MessageChanged, account_topic, room_topic
from chatapp.messages.message_rows import select_messages, view_of
from chatapp.storage.unit_of_work import EventRecorder, SyncUnitOfWork
from models import Message, Room
from models.utc_datetime import UtcDateTime

SELECT_THREAD: Any = text(
    "SELECT thread.uuid, thread.root_number, parent.id AS parent_id, parent.uuid AS parent_uuid "
    "FROM room AS thread JOIN room AS parent ON parent.id = thread.parent_id WHERE thread.id = :thread"
).columns(uuid=Room.uuid.type, parent_uuid=Room.uuid.type)  # type: ignore[attr-defined]

IS_THREAD: Any = text("SELECT 1 FROM room WHERE id = :room AND parent_id IS NOT NULL")

# Who follows already keeps their read mark; who did not has read what was there before they are called or reply.
FOLLOW: Final = """
INSERT INTO membership
    (room_id, account_id, role, joined_at, is_unseen, last_read_number, is_saved, is_muted, listens, follows,
    seen_revision)
{people}
ON CONFLICT (room_id, account_id) DO UPDATE SET follows = TRUE, last_read_number =
    CASE WHEN membership.last_read_number < excluded.last_read_number THEN excluded.last_read_number
    ELSE membership.last_read_number END
WHERE NOT membership.follows
RETURNING account_id
"""
BY_HAND: Final = """
SELECT :thread, home.account_id, 'member', :at, FALSE, :read, FALSE, FALSE, FALSE, TRUE, 0
FROM membership AS home WHERE home.room_id = :parent AND home.account_id IN :accounts
"""
NAMED: Final = """
SELECT :thread, mention.account_id, 'member', :at, FALSE, MIN(mention.number) - 1, FALSE, FALSE, FALSE, TRUE, 0
FROM mention JOIN membership AS home ON home.room_id = :parent AND home.account_id = mention.account_id
WHERE mention.room_id = :thread AND mention.number >= :number AND mention.kind = 'person'
GROUP BY mention.account_id
"""
AT: Any = bindparam("at", type_=UtcDateTime())
FOLLOW_BY_HAND: Any = text(FOLLOW.format(people=BY_HAND)).bindparams(AT, bindparam("accounts", expanding=True))
FOLLOW_NAMED: Any = text(FOLLOW.format(people=NAMED)).bindparams(AT)
RAISE: Any = text("UPDATE room SET revision = revision + 1 WHERE id = :parent RETURNING revision")
REVISE_ROOT: Any = text("UPDATE message SET revision = :revision WHERE room_id = :parent AND number = :root")
NOTE_REVISION: Any = text(
    "UPDATE message SET parent_revision = :revision WHERE room_id = :thread AND number >= :number"
)
NOTE_NEWS: Any = text(  # later messages have later revisions: the newest one is asked for, not all
    """
UPDATE room SET root_revision = COALESCE(
    (
        SELECT parent_revision FROM message
        WHERE room_id = :thread AND deleted_at IS NULL AND kind = 'text' AND parent_revision IS NOT NULL
        ORDER BY number DESC LIMIT 1
    ), 0
) WHERE id = :thread
"""
)
SELECT_ROOT: Any = select_messages().where(
    col(Message.room_id) == bindparam("parent"), col(Message.number) == bindparam("root")
)


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread, and where it belongs."""

    thread_id: int
    uuid: UUID
    parent_id: int
    parent_uuid: UUID
    root_number: int


def select_thread(connection: Connection, thread_id: int) -> ThreadRow:
    """Return a thread, by its room's id."""
    row = connection.execute(SELECT_THREAD, {"thread": thread_id}).one()
    return ThreadRow(thread_id, row.uuid, row.parent_id, row.parent_uuid, row.root_number)


def follow(
    work: EventRecorder, connection: Connection, thread: ThreadRow, people: Collection[int], at: datetime, *, read: int
) -> None:
    """Have members of the parent follow a thread; those who do already stay as they are. Announces FollowingChanged.

    ``read``: the number up to which they have read it, if they haven't read further.
    """
    if people:
        asked = {"thread": thread.thread_id, "parent": thread.parent_id, "accounts": list(people)}
        _announce(work, thread, connection.execute(FOLLOW_BY_HAND, {**asked, "at": at, "read": read}))


def follow_new(work: SyncUnitOfWork, thread: ThreadRow, newest: Mapping[int, int], first: int, at: datetime) -> None:
    """Have everybody follow a thread who wrote new messages in it, or is mentioned there; announces as `follow`.

    ``newest``: each author's newest number; ``first``: the first number of all.
    """
    follow(work, work.connection, thread, newest, at, read=max(newest.values()))
    follow_named(work, work.connection, thread, first, at)


def follow_named(work: EventRecorder, connection: Connection, thread: ThreadRow, number: int, at: datetime) -> None:
    """Have everybody follow a thread whom its messages mention by name, from a number on, as `follow`."""
    asked = {"thread": thread.thread_id, "parent": thread.parent_id, "number": number, "at": at}
    _announce(work, thread, connection.execute(FOLLOW_NAMED, asked))


def tell_new(work: EventRecorder, connection: Connection, thread: ThreadRow, number: int) -> None:
    """Tell the parent of new messages in a thread, from a number on, by one revision. Announces MessageChanged."""
    revision = _raise(connection, thread)
    asked = {"thread": thread.thread_id, "revision": revision, "number": number}
    connection.execute(NOTE_REVISION, asked)
    _tell(work, connection, thread)


def tell_changed(work: EventRecorder, connection: Connection, room_id: int) -> None:
    """If a room is a thread, tell its parent that a message is gone, or is back. Announces MessageChanged."""
    if connection.execute(IS_THREAD, {"room": room_id}).first() is not None:
        thread = select_thread(connection, room_id)
        _raise(connection, thread)
        _tell(work, connection, thread)


def _raise(connection: Connection, thread: ThreadRow) -> int:
    revision: int = connection.execute(RAISE, {"parent": thread.parent_id}).scalar_one()
    connection.execute(REVISE_ROOT, {"parent": thread.parent_id, "root": thread.root_number, "revision": revision})
    return revision


def _tell(work: EventRecorder, connection: Connection, thread: ThreadRow) -> None:
    connection.execute(NOTE_NEWS, {"thread": thread.thread_id})
    asked = {"parent": thread.parent_id, "root": thread.root_number}
    root = view_of(connection.execute(SELECT_ROOT, asked).one())
    work.announce(room_topic(thread.parent_uuid), MessageChanged(root))


def _announce(work: EventRecorder, thread: ThreadRow, rows: Any) -> None:
    for (account_id,) in rows.all():
        event = FollowingChanged(thread.uuid, thread.parent_uuid, account_id, follows=True)
        work.announce(account_topic(account_id), event)
