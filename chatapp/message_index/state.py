"""How far the index goes."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, update
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Message, SearchIndex
from models.search_index import OUTDATED, VERSION

SELECT: Final[Any] = select_columns(
    col(SearchIndex.version), col(SearchIndex.complete_from), col(SearchIndex.has_trigrams)
)


@dataclass(frozen=True, slots=True)
class IndexState:
    """How far the index goes: see `SearchIndex`."""

    version: str
    complete_from: int
    has_trigrams: bool

    @property
    def is_current(self) -> bool:
        """Whether texts were folded as they are now; otherwise nothing in it may be relied on."""
        return self.version == VERSION

    @property
    def is_complete(self) -> bool:
        """Whether all messages are in it."""
        return self.is_current and self.complete_from == 0

    def has(self, message_id: int) -> bool:
        """Say whether a message is in it, if it was not deleted."""
        return self.is_current and message_id >= self.complete_from


def read(connection: Connection) -> IndexState:
    """Return how far the index goes."""
    return IndexState(*connection.execute(SELECT).one())


async def of(session: AsyncSession) -> IndexState:
    """Return how far the index of a session's database goes."""
    connection = await session.connection()
    return await connection.run_sync(read)


def outdate(connection: Connection) -> None:
    """Have the index rebuilt: messages were copied, or removed in great numbers."""
    connection.execute(update(SearchIndex).values(version=OUTDATED))


def begin(connection: Connection, *, has_trigrams: bool) -> None:
    """Note that the index is empty, and that what is posted from now on gets into it."""
    newest = connection.execute(select_columns(func.max(col(Message.id)))).scalar_one()
    values = {"version": VERSION, "complete_from": (newest or -1) + 1, "has_trigrams": has_trigrams}
    connection.execute(update(SearchIndex).values(values))


def reached(connection: Connection, message_id: int) -> None:
    """Note that messages from this id on are in the index; 0: all."""
    connection.execute(update(SearchIndex).values(complete_from=message_id))
