"""The rows a group of posts reads and writes: one statement for each need, however many posts there are.

It runs in a thread (see `Transactions.run_sync`), where each step of a statement may wait for the event loop to let go
of the interpreter; that is why many rows go in at once, in statements whose text is made once.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, TextClause, bindparam, text, tuple_
from sqlalchemy import select as select_columns
from sqlalchemy import update as update_rows
from sqlmodel import col

from chatapp.events import MessageView
from chatapp.messages.history import select_messages, view_of
from chatapp.rooms.access import select_open_memberships
from models import Account, Membership, Message, Room

KEY = tuple_(col(Message.author_id), col(Message.client_message_id))
COLUMNS = ("room_id", "number", "revision", "author_id", "client_message_id", "body", "created_at")
TYPES = {name: Message.__table__.c[name].type for name in COLUMNS}  # type: ignore[attr-defined]

MEMBERS: Any = (
    select_open_memberships(col(Room.id), col(Room.uuid), col(Membership.account_id))
    .where(
        col(Room.uuid).in_(bindparam("rooms", expanding=True)),
        col(Membership.account_id).in_(bindparam("accounts", expanding=True)),
    )
    .order_by(col(Room.id))  # the rows are locked in this order, so that no two processes wait for each other
    .with_for_update(of=Room, key_share=True)
)
KNOWN_KEYS: Any = select_columns(col(Message.id)).where(KEY.in_(bindparam("keys", expanding=True)))
BY_ID: Any = select_messages().where(col(Message.id).in_(bindparam("ids", expanding=True)))
COUNT_UP: Any = (
    update_rows(Room.__table__)  # type: ignore[attr-defined]
    .where(col(Room.id) == bindparam("its_id"))
    .values(revision=col(Room.revision) + bindparam("by"), last_number=col(Room.last_number) + bindparam("by"))
    .returning(col(Room.revision), col(Room.last_number))
)
AUTHOR_AND_TIME: Any = (
    select_columns(col(Account.uuid), col(Message.created_at))
    .join(Account, col(Account.id) == Message.author_id)
    .where(col(Message.room_id) == bindparam("room"), col(Message.number) == bindparam("at"))
)


def members(connection: Connection, rooms: Collection[UUID], accounts: Collection[int]) -> dict[tuple[UUID, int], int]:
    """Find which (room, account) pairs are memberships of active accounts in open rooms, and the room's id.

    The rooms are locked where the database locks rows: what is asked next is true until the commit.
    """
    rows = connection.execute(MEMBERS, {"rooms": list(rooms), "accounts": list(accounts)})
    return {(room_uuid, account_id): room_id for room_id, room_uuid, account_id in rows}


def stored(connection: Connection, keys: Collection[tuple[int, str]]) -> dict[tuple[int, str], MessageView]:
    """Find the messages that have one of these (author, client_message_id) already."""
    ids = connection.execute(KNOWN_KEYS, {"keys": list(keys)}).scalars().all()
    if not ids:
        return {}
    rows = connection.execute(BY_ID, {"ids": ids})
    return {(row.author_id, row.client_message_id): view_of(row) for row in rows}


def count_up(connection: Connection, room_id: int, by: int) -> tuple[int, int]:
    """Take a room's next revisions and numbers; returns the last of each. The row's lock keeps them gapless."""
    row = connection.execute(COUNT_UP, {"its_id": room_id, "by": by}).one()
    return row.revision, row.last_number


def author_and_time(connection: Connection, room_id: int, number: int) -> tuple[UUID | None, datetime | None]:
    """Return who wrote a message, and when; two times nothing if there is none."""
    row = connection.execute(AUTHOR_AND_TIME, {"room": room_id, "at": number}).first()
    return (row[0], row[1]) if row else (None, None)


def append(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store messages, each a mapping of `COLUMNS`."""
    for start, size in _parts(len(rows)):
        part = rows[start : start + size]
        values = {f"{name}_{at}": row[name] for at, row in enumerate(part) for name in COLUMNS}
        connection.execute(_insertion(size), values)


def have_read(connection: Connection, room_id: int, newest: Mapping[int, int]) -> None:
    """Note that authors have read up to their own newest message, given as account id → number.

    The numbers are new, so nobody has read further.
    """
    places = list(newest.items())
    for start, size in _parts(len(places)):
        values = {"room": room_id}
        for at, (account_id, number) in enumerate(places[start : start + size]):
            values |= {f"account_{at}": account_id, f"number_{at}": number}
        connection.execute(_advance(size), values)


def _parts(count: int) -> list[tuple[int, int]]:
    """Divide rows into parts whose sizes are powers of two, as (start, size): so few texts serve every count."""
    sizes = [1 << bit for bit in reversed(range(count.bit_length())) if count >> bit & 1]
    return [(sum(sizes[:index]), size) for index, size in enumerate(sizes)]


@lru_cache
def _insertion(size: int) -> TextClause:
    values = ", ".join(f"({', '.join(f':{name}_{at}' for name in COLUMNS)})" for at in range(size))
    typed: list[BindParameter[Any]] = [
        bindparam(f"{name}_{at}", type_=TYPES[name]) for at in range(size) for name in COLUMNS
    ]
    return text(f"INSERT INTO message ({', '.join(COLUMNS)}) VALUES {values}").bindparams(*typed)  # noqa: S608  (no value is in it)


@lru_cache
def _advance(size: int) -> TextClause:
    cases = " ".join(f"WHEN :account_{at} THEN :number_{at}" for at in range(size))
    accounts = ", ".join(f":account_{at}" for at in range(size))
    return text(
        f"UPDATE membership SET last_read_number = CASE account_id {cases} END "  # noqa: S608  (no value is in it)
        f"WHERE room_id = :room AND account_id IN ({accounts})"
    )
