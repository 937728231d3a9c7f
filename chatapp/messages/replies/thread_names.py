"""What a thread is called: the first words of the message that it belongs to, as it is now."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, bindparam
from sqlalchemy import update as update_rows
from sqlmodel import col

from chatapp.messages.plain_words import first_line
from models import Room

LENGTH: Final = 60  # characters
READ: Final = 300  # characters of the text that are looked at
NAMELESS: Final = "Thread"
RENAME: Any = update_rows(Room.__table__).where(col(Room.uuid) == bindparam("thread"))  # type: ignore[attr-defined]


def name_of(body: str) -> str:
    """Return the name of a thread by the text of its message, which is empty if there is none, or none any more."""
    words = first_line(body[:READ])
    if len(words) > LENGTH:
        words = f"{words[: LENGTH - 1].rstrip()}…"
    return words or NAMELESS


def rename(connection: Connection, thread_uuid: UUID, body: str) -> None:
    """Rename a thread after its message was edited, deleted or restored."""
    connection.execute(RENAME.values(name=name_of(body)), {"thread": thread_uuid})
