"""All that is stored, to be compared: what must change nothing leaves every table as it was."""

from typing import Any

from sqlmodel import select

from chatapp.bootstrap import Chat
from models import Account


async def stored(chat: Chat) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, by the table's name."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    async with chat.reading() as session:
        for table in Account.metadata.sorted_tables:
            rows = await session.exec(select(*table.columns).order_by(*table.primary_key.columns))
            found[table.name] = [tuple(row) for row in rows.all()]
    return found
