"""A room with a long past, written straight into the database: on SQLite a million messages take seconds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from chatapp import message_index
from chatapp.message_index.entries import ENTRY, entry_of
from models import Membership, Message, Room
from tests.support.servers.databases import connected

START = datetime(2026, 1, 1, 8, tzinfo=UTC)
APART = 60  # seconds between two messages
LONG = "a longer message that goes on for a while, " * 12
AT_ONCE = 10_000  # rows in memory


def body(number: int) -> str:
    """Return what a message says; every seventh is a long one, so that rows differ in height."""
    return f"number {number} {LONG if number % 7 == 0 else ''}".strip()


def fill(
    url: str,
    room: str,
    count: int,
    *,
    read_up_to: int | None = None,
    say: Callable[[int], str] = body,
    is_indexed: bool = False,
) -> None:
    """Add messages to an empty room, its members' in turn; everybody has read up to ``read_up_to``, or all of them.

    ``is_indexed``: they get into the index of messages, as those must be that are edited or deleted.
    """
    with connected(url) as connection:
        room_id = connection.execute(select(Room.id).where(col(Room.uuid) == UUID(room))).scalar_one()
        in_it = col(Membership.room_id) == room_id
        members = connection.execute(select(Membership.account_id).where(in_it)).scalars().all()
        rows = (_row(room_id, members[n // 5 % len(members)], n, say(n)) for n in range(1, count + 1))
        while some := list(islice(rows, AT_ONCE)):
            connection.execute(insert(Message), some)
        if is_indexed:
            found = connection.execute(select_columns(*ENTRY).where(col(Message.room_id) == room_id))
            message_index.add(connection, [entry_of(row) for row in found])
        whole = {"revision": count, "last_number": count}
        connection.execute(update(Room).where(col(Room.id) == room_id).values(whole))
        read = {"last_read_number": count if read_up_to is None else read_up_to}
        connection.execute(update(Membership).where(in_it).values(read))
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE message"))  # as a server that is left alone does by itself


def _row(room_id: int, author_id: int, n: int, words: str) -> dict[str, Any]:
    return {
        "room_id": room_id,
        "number": n,
        "revision": n,
        "author_id": author_id,
        "client_message_id": f"long-{room_id}-{n}",
        "body": words,
        "created_at": START + timedelta(seconds=APART * n),
    }
