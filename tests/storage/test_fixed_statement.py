"""Statements that go straight to SQLite's driver find and convert what SQLAlchemy would, and fail as it does."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from chatapp.bootstrap import Chat
from chatapp.errors import Conflict
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.unit_of_work import SyncUnitOfWork
from models import Account, Role, Room
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room

COLUMNS = (
    col(Room.id),
    col(Room.uuid),
    col(Room.name),
    col(Room.created_at),
    col(Room.closed_at),
    col(Room.visibility),
)
BY_UUID = select(*COLUMNS).where(col(Room.uuid) == bindparam("wanted"))
KINDS = select(col(Account.username)).where(col(Account.username).in_([Role.OWNER, "ann"]))
ACCOUNTS: Any = Account.__table__  # type: ignore[attr-defined]
RAISED = text("UPDATE room SET revision = revision + :by WHERE id = :room RETURNING revision, id")


@pytest.mark.each_database
async def test_rows_are_what_sqlalchemy_finds_by_the_same_names(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)

    def compare(work: SyncUnitOfWork) -> None:
        connection, statement = work.connection, FixedStatement(BY_UUID)
        for _ in range(2):  # compiled, and known
            (found,) = statement.rows(connection, {"wanted": room})
            expected = connection.execute(BY_UUID, {"wanted": room}).one()
            assert tuple(found) == tuple(expected)
            assert (found.uuid, found.created_at, found.closed_at) == (room, expected.created_at, None)
        assert statement.rows(connection, {"wanted": uuid4()}) == []
        assert [row.username for row in FixedStatement(KINDS).rows(connection, {})] == ["ann"]
        ((revision, room_id),) = FixedStatement(RAISED).rows(connection, {"by": 2, "room": found.id})
        assert connection.execute(select(col(Room.revision)).where(col(Room.id) == room_id)).scalar_one() == revision

    await chat.transactions.run_sync(compare)


@pytest.mark.each_database
async def test_what_the_database_refuses_is_the_error_that_it_always_was(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    twice = FixedStatement(insert(ACCOUNTS))
    with pytest.raises(Conflict):
        await chat.transactions.run_sync(lambda work: _insert_again(work.connection, twice, ann.account_id))


def _insert_again(connection: Connection, statement: FixedStatement, account_id: int) -> None:
    row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.id == account_id)).mappings().one()
    with pytest.raises(IntegrityError) as failed:
        statement.rows(connection, {**row, "id": account_id + 1_000, "uuid": uuid4()})
    raise failed.value
