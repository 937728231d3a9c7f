"""Statements that go straight to a driver find and convert what SQLAlchemy would, and fail as it does."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import BigInteger, Connection, Text, Uuid, bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Unavailable
from chatapp.storage.array_text import array_text
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.unit_of_work import SyncUnitOfWork
from chatapp.storage.unnested import unnested, values_of
from models import Account, Role, Room
from models.utc_datetime import UtcDateTime
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room
from tests.support.servers.databases import POSTGRESQL

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
LISTED = unnested("given", {"number": BigInteger(), "words": Text(), "at": UtcDateTime(), "uuid": Uuid()})
WORDS = ("", "NULL", "null", '"', "\\", '\\"', "{a,b}", "a,b", "  ", "x\ny\t", "'; --", "%s %(a)s", "ünï 中文 🎉", None)
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


@pytest.mark.parametrize("database", [POSTGRESQL])
async def test_lists_reach_postgresql_as_they_are_and_a_connection_that_it_ends_is_replaced(chat: Chat) -> None:
    at = datetime(2026, 11, 30, 7, 0, 0, 123456, UTC)
    rows = [(1 << 40, words, at, uuid4()) for words in WORDS] + [(None, "last", None, None)]
    names = ("number", "words", "at", "uuid")
    listed = FixedStatement(select(*LISTED.c))
    found = await chat.transactions.run_sync(lambda work: listed.rows(work.connection, values_of("given", names, rows)))
    assert [tuple(row) for row in found] == rows
    with pytest.raises(TypeError):
        array_text([b"bytes"])
    ended = FixedStatement(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with pytest.raises(Unavailable):
        await chat.transactions.run_sync(lambda work: ended.rows(work.connection, {}))
    assert await chat.transactions.run_sync(lambda work: FixedStatement(KINDS).rows(work.connection, {})) == []
