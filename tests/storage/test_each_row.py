"""A statement for each of many rows stores what SQLAlchemy would, and fails as it does."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from chatapp.bootstrap import Chat
from chatapp.errors import Conflict
from chatapp.storage.each_row import EachRow
from chatapp.storage.unit_of_work import SyncUnitOfWork
from models import Account
from models.utc_datetime import UtcDateTime, now
from tests.support.chats import MakePerson

ACCOUNTS = Account.__table__  # type: ignore[attr-defined]
TYPES = {"at": UtcDateTime(), "id": ACCOUNTS.c.id.type}
DATE = EachRow("UPDATE account SET created_at = ? WHERE id = ?", TYPES)
NAME = EachRow(
    "UPDATE account SET username_key = ? WHERE id = ?", {"key": ACCOUNTS.c.username_key.type, "id": ACCOUNTS.c.id.type}
)


async def test_each_row_is_stored_as_sqlalchemy_would_store_it(chat: Chat, person: MakePerson) -> None:
    ann, ben, moment = await person("ann"), await person("ben"), now()
    dates = {ann.account_id: moment - timedelta(days=1), ben.account_id: moment}

    def run(work: SyncUnitOfWork) -> None:
        DATE.run(work.connection, [(at, account_id) for account_id, at in dates.items()])
        DATE.run(work.connection, [])
        with pytest.raises(ValueError, match="time zone"):
            DATE.run(work.connection, [(moment.replace(tzinfo=None), ann.account_id)])

    await chat.transactions.run_sync(run)
    async with chat.reading() as session:
        stored = (await session.execute(select(col(Account.id), col(Account.created_at)))).all()
    assert dict(row._tuple() for row in stored) == dates


async def test_a_row_that_is_refused_takes_back_those_before_it(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    rows = [("zoe", ann.account_id), ("zoe", ben.account_id)]
    with pytest.raises(Conflict):
        await chat.transactions.run_sync(lambda work: NAME.run(work.connection, rows))
    async with chat.reading() as session:
        keys = (await session.execute(select(col(Account.username_key)))).scalars().all()
    assert sorted(keys) == ["ann", "ben"]
