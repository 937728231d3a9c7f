"""A statement that brings many rows along stores what SQLAlchemy would, and fails as it does."""

from datetime import timedelta

import pytest
from sqlmodel import select

from chatapp.bootstrap import Chat
from chatapp.errors import Conflict
from chatapp.storage.many_rows import ManyRows
from chatapp.storage.unit_of_work import SyncUnitOfWork
from models import Account
from models.utc_datetime import UtcDateTime, now
from tests.support.people.chats import MakePerson

ACCOUNTS = Account.__table__  # type: ignore[attr-defined]
ID, KEY = ACCOUNTS.c.id.type, ACCOUNTS.c.username_key.type
DATE = ManyRows(
    "UPDATE account SET created_at = new.column1 FROM (VALUES {rows}) AS new WHERE id = new.column2",
    [UtcDateTime(), ID],
)
NAME = ManyRows(
    "UPDATE account SET username_key = new.column1 FROM (VALUES {rows}) AS new WHERE id = new.column2", [KEY, ID]
)


async def test_rows_are_stored_as_sqlalchemy_would_store_them(chat: Chat, person: MakePerson) -> None:
    ann, moment = await person("ann"), now()
    people = [ann, await person("ben"), await person("cat")]  # three rows are two statements
    dates = {one.account_id: moment - timedelta(days=at) for at, one in enumerate(people)}

    def run(work: SyncUnitOfWork) -> None:
        DATE.run(work.connection, [(at, account_id) for account_id, at in dates.items()])
        DATE.run(work.connection, [])
        with pytest.raises(ValueError, match="time zone"):
            DATE.run(work.connection, [(moment.replace(tzinfo=None), ann.account_id)])

    await chat.transactions.run_sync(run)
    async with chat.reading() as session:
        stored = (await session.exec(select(Account.id, Account.created_at))).all()
    assert dict(stored) == dates


async def test_a_row_that_is_refused_takes_back_those_before_it(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    rows = [("zoe", ann.account_id), ("zoe", ben.account_id)]
    with pytest.raises(Conflict):
        await chat.transactions.run_sync(lambda work: NAME.run(work.connection, rows))
    async with chat.reading() as session:
        keys = (await session.exec(select(Account.username_key))).all()
    assert sorted(keys) == ["ann", "ben"]
