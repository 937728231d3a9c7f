"""A crowded Chatapp, written straight into the SQLite file: ten thousand rooms and people take a second."""

import sqlite3
from pathlib import Path
from uuid import UUID

START = "2026-01-01 08:00:00.000000"
LONG_NAME = "An exceptionally long name for a room, sixty letters in all!"
LONG_MESSAGE = "All work and no play makes a message long. " * 232  # 9,976 characters
EVERYBODY = "Everybody"


def fill(path: Path, account_id: int, *, people: int = 10_000, rooms: int = 10_000, joined: int = 400) -> None:
    """Add people and rooms to a database that holds one account.

    That account owns every room's first membership in ``joined`` of them; all people are in the room "Everybody", which
    holds 200 short messages and a very long one.
    """
    connection = sqlite3.connect(path)
    with connection:
        _add_people(connection, account_id, people)
        first_room = _add_rooms(connection, account_id, rooms)
        connection.executemany(
            "insert into membership (room_id, account_id, role, joined_at, last_read_number, is_saved, is_muted) "
            "values (?, ?, ?, ?, ?, ?, 0)",
            [
                *((first_room, account_id, "owner", START, 150, 1) for _ in range(1)),
                *((first_room + n, account_id, "owner", START, 0, int(n % 40 == 0)) for n in range(1, joined)),
                *((first_room, account_id + n, "member", START, 0, 0) for n in range(1, people)),
            ],
        )
        _add_messages(connection, first_room, account_id, people)
    connection.close()


def _add_people(connection: sqlite3.Connection, account_id: int, people: int) -> None:
    connection.executemany(
        "insert into account (id, uuid, username, username_key, email, email_key, first_name, last_name, search_key, "
        "password_hash, is_administrator, is_active, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, 1, ?)",
        [_person(account_id + n, n) for n in range(1, people)],
    )


def _add_rooms(connection: sqlite3.Connection, account_id: int, rooms: int) -> int:
    """Return the id of the first room, which is the one of everybody."""
    (first,) = connection.execute("select coalesce(max(id), 0) + 1 from room").fetchone()
    categories = [row[0] for row in connection.execute("select id from category order by id")]
    names = [EVERYBODY, LONG_NAME, *(f"Room {n:05}" for n in range(2, rooms))]
    connection.executemany(
        "insert into room (id, uuid, name, name_key, description, search_key, category_id, visibility, created_by_id, "
        "created_at, revision, last_number) values (?, ?, ?, ?, ?, ?, ?, 'public', ?, ?, ?, ?)",
        [_room(first + n, n, name, categories[n % len(categories)], account_id) for n, name in enumerate(names)],
    )
    return int(first)


def _add_messages(connection: sqlite3.Connection, room_id: int, account_id: int, people: int) -> None:
    bodies = [f"Message {n} of somebody among ten thousand" for n in range(1, 201)]
    bodies.insert(195, LONG_MESSAGE)
    connection.executemany(
        "insert into message (room_id, number, revision, author_id, client_message_id, body, created_at) "
        "values (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                room_id,
                n,
                n,
                account_id + n % people,
                f"crowd-{n}",
                body,
                f"2026-01-{1 + n // 30:02} 09:{n % 60:02}:00.000000",
            )
            for n, body in enumerate(bodies, start=1)
        ],
    )


def _person(account_id: int, n: int) -> tuple[object, ...]:
    username, email = f"person-{n:05}", f"p{n}@example.org"
    first, last = f"Penelope-{n}", "Featherstonehaugh"
    key = f"{username} {first} {last}".lower()
    return (account_id, UUID(int=10**30 + n).hex, username, username, email, email, first, last, key, START)


def _room(room_id: int, n: int, name: str, category_id: int, maker_id: int) -> tuple[object, ...]:
    about, messages = f"About number {n}", 201 if n == 0 else 0
    key, search_key, uuid = name.lower(), f"{name} {about}".lower(), UUID(int=10**31 + n).hex
    return (room_id, uuid, name, key, about, search_key, category_id, maker_id, START, messages, messages)
