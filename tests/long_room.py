"""A room with a long past, written straight into the SQLite file: a million messages take seconds."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

START = datetime(2026, 1, 1, 8, tzinfo=UTC)
APART = 60  # seconds between two messages
LONG = "a longer message that goes on for a while, " * 12


def body(number: int) -> str:
    """Return what a message says; every seventh is a long one, so that rows differ in height."""
    return f"number {number} {LONG if number % 7 == 0 else ''}".strip()


def fill(
    database: Path, room: str, count: int, *, read_up_to: int | None = None, say: Callable[[int], str] = body
) -> None:
    """Add messages to an empty room, its members' in turn; everybody has read up to ``read_up_to``, or all of them."""
    connection = sqlite3.connect(database)
    with connection:
        (room_id,) = connection.execute("select id from room where uuid = ?", (UUID(room).hex,)).fetchone()
        members = [
            row[0] for row in connection.execute("select account_id from membership where room_id = ?", (room_id,))
        ]
        connection.executemany(
            "insert into message (room_id, number, revision, author_id, client_message_id, body, created_at) "
            "values (?, ?, ?, ?, ?, ?, ?)",
            (_row(room_id, members[n // 5 % len(members)], n, say(n)) for n in range(1, count + 1)),
        )
        connection.execute("update room set revision = ?, last_number = ? where id = ?", (count, count, room_id))
        connection.execute(
            "update membership set last_read_number = ? where room_id = ?",
            (count if read_up_to is None else read_up_to, room_id),
        )
    connection.close()


def _row(room_id: int, author_id: int, n: int, words: str) -> tuple[object, ...]:
    at = (START + timedelta(seconds=APART * n)).strftime("%Y-%m-%d %H:%M:%S.000000")
    return (room_id, n, n, author_id, f"long-{room_id}-{n}", words, at)
