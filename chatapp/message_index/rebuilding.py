"""Rebuilding the index, the newest messages first, some at a time: whoever is interrupted goes on where it stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func
from sqlalchemy import select as select_columns
from sqlmodel import col

from chatapp.message_index import postgresql, sqlite, state
from chatapp.message_index.entries import ENTRY, IS_INDEXED, entry_of
from chatapp.message_index.writing import add
from chatapp.storage.unit_of_work import SyncUnitOfWork, Transactions
from models import Message

AT_ONCE: Final = 500  # messages in one transaction: some 20 milliseconds in which nobody else writes


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the making is: ``done`` of about ``total`` messages, by their ids."""

    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= self.total


async def start_over(transactions: Transactions) -> None:
    """Empty the index. Messages that are posted from now on get into it."""
    async with transactions.begin() as work:  # alone: no post may be between its id and its commit
        await (await work.session.connection()).run_sync(_clear)


async def rebuild_some(transactions: Transactions, at_once: int = AT_ONCE) -> Reached:
    """Put the newest messages that are missing into the index; returns how far it is then."""
    return await transactions.run_sync(lambda work: _rebuild_some(work, at_once))


async def merge_some(transactions: Transactions) -> bool:
    """Bring what transactions have left into better order; returns whether there may be more to do."""
    return await transactions.run_sync(_merge_some)


async def complete(
    transactions: Transactions, on_reached: Callable[[Reached], None], *, at_once: int = AT_ONCE
) -> None:
    """Put all messages that are missing into the index."""
    while True:
        reached = await rebuild_some(transactions, at_once)
        on_reached(reached)
        if reached.is_complete:
            return
        await merge_some(transactions)


def _clear(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        sqlite.clear(connection)
        state.begin(connection, has_trigrams=True)
    else:
        state.begin(connection, has_trigrams=postgresql.clear(connection))


def _rebuild_some(work: SyncUnitOfWork, at_once: int) -> Reached:
    connection = work.connection
    newest = connection.execute(select_columns(func.max(col(Message.id)))).scalar_one() or 0
    known = state.read(connection)
    if known.complete_from == 0:
        return Reached(newest, newest)
    query = select_columns(*ENTRY).where(col(Message.id) < known.complete_from, *IS_INDEXED)
    found = list(map(entry_of, connection.execute(query.order_by(col(Message.id).desc()).limit(at_once))))
    add(connection, found[::-1])
    lowest = found[-1].message_id if len(found) == at_once else 0
    state.reached(connection, lowest)
    return Reached(newest - lowest, newest)


def _merge_some(work: SyncUnitOfWork) -> bool:
    if work.connection.dialect.name == "sqlite":
        return sqlite.merge(work.connection)
    postgresql.merge(work.connection)
    return False
