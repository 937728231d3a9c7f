"""Messages get into the index and out of it, each in the transaction that changes them."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.message_index import postgresql, sqlite, state
from chatapp.message_index.document import Entry
from models import Message, MessageKind

AT_ONCE: Final = 1_000  # messages that are taken out one by one; of more, the index is made anew
IS_INDEXED: Final = (col(Message.kind) == MessageKind.TEXT, col(Message.deleted_at).is_(None))
ENTRY: Final[tuple[Any, ...]] = (col(Message.id), col(Message.room_id), col(Message.author_id), col(Message.body))


def add(connection: Connection, entries: Sequence[Entry]) -> None:
    """Put new messages into the index, the oldest first."""
    _engine(connection).add(connection, entries)


async def change(session: AsyncSession, message: Message, *, before: str | None, after: str | None) -> None:
    """Change what the index knows of a message from one text to another; None: it was not there, or is no more."""
    old = [_entry(message, before)] if before is not None else []
    new = [_entry(message, after)] if after is not None else []
    connection = await session.connection()
    await connection.run_sync(partial(_change, old=old, new=new))


async def forget_room(session: AsyncSession, room_id: int) -> None:
    """Take all messages of a room out of the index, before they are deleted for good."""
    connection = await session.connection()
    await connection.run_sync(partial(_forget_room, room_id=room_id))


def _change(connection: Connection, *, old: Sequence[Entry], new: Sequence[Entry]) -> None:
    known = state.read(connection)
    engine = _engine(connection)
    engine.remove(connection, [entry for entry in old if known.has(entry.message_id)])
    engine.add(connection, [entry for entry in new if known.has(entry.message_id)])


def _forget_room(connection: Connection, *, room_id: int) -> None:
    if connection.dialect.name != "sqlite":
        return  # its rows go with the messages
    query = select_columns(*ENTRY).where(col(Message.room_id) == room_id, *IS_INDEXED).limit(AT_ONCE + 1)
    found = [Entry(*row) for row in connection.execute(query)]
    if len(found) > AT_ONCE:
        state.outdate(connection)
    else:
        _change(connection, old=found, new=[])


def _entry(message: Message, body: str) -> Entry:
    return Entry(message.id, message.room_id, message.author_id, body)


def _engine(connection: Connection) -> Any:
    return sqlite if connection.dialect.name == "sqlite" else postgresql
