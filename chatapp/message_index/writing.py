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
from chatapp.message_index.entries import ENTRY, IS_INDEXED, entry_of
from models import Message

AT_ONCE: Final = 1_000  # messages that are taken out one by one; of more, the index is rebuilt


def add(connection: Connection, entries: Sequence[Entry]) -> None:
    """Put new messages into the index, the oldest first."""
    _engine(connection).add(connection, entries)


async def change(session: AsyncSession, message: Message, *, before: str | None, after: str | None) -> None:
    """Change what the index knows of a message from one text to another; None: it was not there, or no longer is."""
    connection = await session.connection()
    await connection.run_sync(partial(_change_text, message_id=message.id, before=before, after=after))


async def forget_room(session: AsyncSession, room_id: int) -> None:
    """Take all messages of a room out of the index, before they are deleted for good."""
    connection = await session.connection()
    await connection.run_sync(partial(_forget_room, room_id=room_id))


def _change_text(connection: Connection, *, message_id: int, before: str | None, after: str | None) -> None:
    row = connection.execute(select_columns(*ENTRY).where(col(Message.id) == message_id)).one()
    entries = {text: entry_of(row)._replace(body=text) for text in (before, after) if text is not None}
    old, new = ([entries[text]] if text is not None else [] for text in (before, after))
    _change(connection, old=old, new=new)


def _change(connection: Connection, *, old: Sequence[Entry], new: Sequence[Entry]) -> None:
    known = state.read(connection)
    engine = _engine(connection)
    engine.remove(connection, [entry for entry in old if known.has(entry.message_id)])
    engine.add(connection, [entry for entry in new if known.has(entry.message_id)])


def _forget_room(connection: Connection, *, room_id: int) -> None:
    if connection.dialect.name != "sqlite":
        return  # its rows go with the messages
    query = select_columns(*ENTRY).where(col(Message.room_id) == room_id, *IS_INDEXED).limit(AT_ONCE + 1)
    found = list(map(entry_of, connection.execute(query)))
    if len(found) > AT_ONCE:
        state.outdate(connection)
    else:
        _change(connection, old=found, new=[])


def _engine(connection: Connection) -> Any:
    return sqlite if connection.dialect.name == "sqlite" else postgresql
