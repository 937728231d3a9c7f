"""All that is stored, to be compared: what must change nothing leaves every table as it was."""

from typing import Any

from sqlmodel import select

from chatapp.bootstrap import Chat
from chatapp.storage.snapshot import Snapshot
from models import Account


async def stored(chat: Chat) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, by the table's name."""
    return await chat.read(_stored)


def _stored(snapshot: Snapshot) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table in Account.metadata.sorted_tables:
        rows = snapshot.connection.execute(select(*table.columns).order_by(*table.primary_key.columns))
        found[table.name] = [tuple(row) for row in rows]
    return found
