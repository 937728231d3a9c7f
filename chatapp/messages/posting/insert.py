"""Bulk SQL for a group of posts: each function runs one statement, or a few, for any number of messages.

They run in the database's thread (`Transactions.run_sync`), where each step of a statement may wait for the event loop
to release the interpreter. So many rows go into one statement, whose text is built once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Connection, bindparam, case, or_
from sqlalchemy import insert as insert_rows
from sqlalchemy import select as select_columns
from sqlalchemy import update as update_rows
from sqlalchemy.orm import aliased
from sqlmodel import col

from chatapp import alerts
from chatapp.events import MessageView
from chatapp.messages.message_rows import select_messages, view_of
from chatapp.rooms.access import IS_PRIVILEGED, select_open_memberships
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.keyed_query import KeyedQuery
from chatapp.storage.many_rows import ROWS, ManyRows
from chatapp.storage.unnested import unnested, values_of
from models import Account, Membership, Message, MessageKind, Room
from models.utc_datetime import UtcDateTime

IN_VIEW = ("number", "revision", "client_message_id", "reply_to", "body", "blocks", "created_at")
COLUMNS = ("room_id", "author_id", *IN_VIEW)
of_view = attrgetter(*IN_VIEW)
TYPES = {name: Message.__table__.c[name].type for name in COLUMNS}  # type: ignore[attr-defined]
PAUSE: Any = case((IS_PRIVILEGED, 0), else_=col(Room.slow_mode))  # seconds between two messages
_THREAD = aliased(Room)
SELECT_PARENTS: Any = select_columns(col(_THREAD.parent_id)).where(
    col(_THREAD.uuid).in_(bindparam("rooms", expanding=True)), col(_THREAD.parent_id).is_not(None)
)
SELECT_MEMBERSHIPS = FixedStatement(
    select_open_memberships(
        col(Room.id),
        col(Room.uuid),
        col(Membership.account_id),
        PAUSE,
        alerts.is_attentive().label("is_attentive"),
        col(Room.parent_id),
    )
    .where(
        or_(col(Room.uuid).in_(bindparam("rooms", expanding=True)), col(Room.id).in_(SELECT_PARENTS)),
        col(Membership.account_id).in_(bindparam("accounts", expanding=True)),
    )
    .order_by(col(Room.id))  # rows are locked in this order, so two processes never deadlock; parents before threads
    .with_for_update(of=Room, key_share=True)
)
IDS_BY_KEY = KeyedQuery(select_columns(col(Message.id)), col(Message.author_id), col(Message.client_message_id))
SELECT_BY_ID: Any = select_messages().where(col(Message.id).in_(bindparam("ids", expanding=True)))
RAISE_COUNTERS = FixedStatement(
    update_rows(Room.__table__)  # type: ignore[attr-defined]
    .where(col(Room.id) == bindparam("its_id"))
    .values(revision=col(Room.revision) + bindparam("by"), last_number=col(Room.last_number) + bindparam("by"))
    .returning(col(Room.revision), col(Room.last_number))
)
_NEW = unnested("new", TYPES)
INSERT_LISTS = FixedStatement(  # PostgreSQL; in the order of numbers, and so are the ids
    insert_rows(Message.__table__)  # type: ignore[attr-defined]
    .from_select(COLUMNS, select_columns(*_NEW.c).order_by(_NEW.c.number), include_defaults=False)
    .returning(col(Message.number), col(Message.id))
)
INSERT_MANY = ManyRows(  # SQLite
    f"INSERT INTO message ({', '.join(COLUMNS)}) VALUES {ROWS}",  # noqa: S608  (no value is in it)
    [TYPES[name] for name in COLUMNS],
)
_READ = unnested("read", {"account": BigInteger(), "number": BigInteger()})
MARK_LISTS = FixedStatement(
    update_rows(Membership.__table__)  # type: ignore[attr-defined]
    .where(col(Membership.room_id) == bindparam("room"), col(Membership.account_id) == _READ.c.account)
    .values(last_read_number=_READ.c.number, last_read_at=bindparam("read_at", type_=UtcDateTime()))
)
MARK_MANY = ManyRows(
    "UPDATE membership SET last_read_number = read.column3, last_read_at = read.column4 FROM (VALUES {rows}) AS read "
    "WHERE room_id = read.column1 AND account_id = read.column2",
    [BigInteger(), BigInteger(), BigInteger(), UtcDateTime()],
)
SELECT_AUTHOR_AND_TIME = FixedStatement(
    select_columns(col(Account.uuid), col(Message.created_at), col(Message.kind))
    .join(Account, col(Account.id) == Message.author_id)
    .where(col(Message.room_id) == bindparam("room"), col(Message.number) == bindparam("at"))
)


@dataclass(slots=True)
class Memberships:
    """Of a group of posts: the room's id for each (room, account id) that may post; none for who may not.

    ``pauses``: seconds between two messages of one who has to wait, by (room id, account id). ``attentive``: rooms in
    which messages may concern people whom they neither name nor answer. ``threads``: rooms that are threads.
    """

    room_ids: dict[tuple[UUID, int], int] = field(default_factory=dict)
    pauses: dict[tuple[int, int], int] = field(default_factory=dict)
    attentive: set[int] = field(default_factory=set)
    threads: set[int] = field(default_factory=set)


def select_memberships(connection: Connection, rooms: Collection[UUID], accounts: Collection[int]) -> Memberships:
    """Return which of these people are active members of which of these open rooms.

    Locks the rooms where the database locks rows, so the answer holds until the commit.
    """
    found = Memberships()
    rows = SELECT_MEMBERSHIPS.rows(connection, {"rooms": list(rooms), "accounts": list(accounts)})
    for room_id, room_uuid, account_id, pause, is_attentive, parent_id in rows:
        found.room_ids[room_uuid, account_id] = room_id
        if pause:
            found.pauses[room_id, account_id] = pause
        if is_attentive:
            found.attentive.add(room_id)
        if parent_id is not None:
            found.threads.add(room_id)
    return found


def select_posted(connection: Connection, keys: Collection[tuple[int, str]]) -> dict[tuple[int, str], MessageView]:
    """Return the messages that are stored under these (author id, client_message_id) already."""
    ids = [row.id for row in IDS_BY_KEY.rows(connection, keys)]
    if not ids:
        return {}
    rows = connection.execute(SELECT_BY_ID, {"ids": ids})
    return {(row.author_id, row.client_message_id): view_of(row) for row in rows}


def raise_counters(connection: Connection, room_id: int, by: int) -> tuple[int, int]:
    """Raise a room's revision and last number; returns both. The row lock keeps them gapless."""
    ((revision, last_number),) = RAISE_COUNTERS.rows(connection, {"its_id": room_id, "by": by})
    return revision, last_number


def select_author_and_time(connection: Connection, room_id: int, number: int) -> tuple[UUID | None, datetime | None]:
    """Return a message's author, if somebody wrote it, and its time; `(None, None)` if there is no such message."""
    for author_uuid, at, kind in SELECT_AUTHOR_AND_TIME.rows(connection, {"room": room_id, "at": number}):
        return author_uuid if kind == MessageKind.TEXT else None, at
    return None, None


def insert_messages(
    connection: Connection, room_id: int, author_ids: Sequence[int], messages: Sequence[MessageView]
) -> dict[int, int]:
    """Insert new messages of a room, each with its author's id; returns their ids by their numbers."""
    both = zip(author_ids, messages, strict=True)
    rows = [(room_id, author_id, *of_view(message)) for author_id, message in both]
    if connection.dialect.name == "postgresql":
        return dict(INSERT_LISTS.rows(connection, values_of("new", COLUMNS, rows)))
    last = INSERT_MANY.run(connection, rows)
    return {message.number: last - at for at, message in enumerate(reversed(messages))}


def raise_read_marks(connection: Connection, room_id: int, newest: Mapping[int, int], at: datetime) -> None:
    """Mark the room as read up to each author's own newest message. ``newest``: account id → number.

    The numbers are new, so nobody has read further.
    """
    marks = list(newest.items())
    if connection.dialect.name == "postgresql":
        MARK_LISTS.rows(connection, {"room": room_id, "read_at": at, **values_of("read", ("account", "number"), marks)})
        return
    MARK_MANY.run(connection, [(room_id, account_id, number, at) for account_id, number in marks])
