"""What Chatapp's own commands are given, and what comes of them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.authentication.change_limit import ChangeLimit
from chatapp.errors import Invalid
from chatapp.identity import Actor
from chatapp.slash_commands.entries import Entry
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of a text: a message to post, or an answer (Markdown) that only the person who asked may see."""

    body: str | None = None
    answer: str = ""


class UnknownCommand(Invalid):
    """No such command works in the room."""

    def __init__(self, name: str) -> None:
        super().__init__({"command": f"There's no command /{name}."})


@dataclass(frozen=True, slots=True)
class Asked:
    """Who has asked, and where. ``entries``: the commands that work there. ``now``: the clock."""

    database: Database
    transactions: Transactions
    change_limit: ChangeLimit
    actor: Actor
    room_uuid: UUID
    entries: Callable[[], Awaitable[Sequence[Entry]]]
    now: Callable[[], datetime]

    def reading(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a session for reading."""
        return self.database.reading()

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work, and count it as a change of the person's.

        Raises:
            RateLimited: they have changed too much within a minute.
        """
        await self.change_limit.count(self.actor)
        async with self.transactions.begin() as work:
            yield work
