"""An acknowledged message survives a power cut: the database itself is asked how it writes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from chatapp.bootstrap import Chat
from chatapp.errors import Unavailable
from models import Account, Membership
from tests.support.servers.databases import SQLITE

pytestmark = pytest.mark.each_database

SQLITE_SAYS = {
    "PRAGMA journal_mode": "wal",
    "PRAGMA synchronous": 2,
    "PRAGMA foreign_keys": 1,
    "PRAGMA busy_timeout": 5000,
}
POSTGRESQL_SAYS = {
    "SHOW timezone": "UTC",
    "SHOW statement_timeout": "15s",
    "SHOW lock_timeout": "5s",
    "SHOW idle_in_transaction_session_timeout": "20s",
    # The server itself says that it keeps commits through a power cut; nothing of ours may take that back.
    "SELECT source FROM pg_settings WHERE name = 'synchronous_commit'": "command line",
}


@pytest.mark.parametrize("engine", ["writer", "reader"])
async def test_every_connection_writes_durably_and_waits_for_nothing_for_ever(
    chat: Chat, database: str, engine: str
) -> None:
    async with getattr(chat.database, engine).connect() as connection:
        for question, answer in (SQLITE_SAYS if database == SQLITE else POSTGRESQL_SAYS).items():
            assert (await connection.execute(text(question))).scalar_one() == answer, question


async def test_a_reader_cannot_write(chat: Chat, database: str) -> None:
    if database == SQLITE:
        pytest.skip("SQLite's readers are ours alone; nothing is asked of them")
    with pytest.raises(Unavailable):  # noqa: PT012
        async with chat.reading() as session:
            session.add(an_account())
            await session.flush()


def an_account() -> Account:
    return Account(username="a", username_key="a", email="a", email_key="a", password_hash="x")


async def test_a_reference_to_nobody_is_refused(chat: Chat) -> None:
    with pytest.raises(IntegrityError):
        async with chat.transaction() as work:
            work.session.add(Membership(room_id=77, account_id=88))


async def test_there_is_one_writer_and_there_are_several_readers(chat: Chat) -> None:
    async with chat.reading() as one, chat.reading() as other:
        for session in (one, other):
            await session.scalar(text("select 1"))
        async with chat.transaction() as work:
            await work.session.scalar(text("select 1"))
            assert chat.database.writer.pool.size() == 1  # type: ignore[attr-defined]


async def test_a_reader_sees_one_state_throughout(chat: Chat) -> None:
    count = text("select count(*) from account")
    async with chat.reading() as session:
        before = await session.scalar(count) or 0
        async with chat.transaction() as work:
            work.session.add(an_account())
        assert await session.scalar(count) == before
    async with chat.reading() as session:
        assert await session.scalar(count) == before + 1


async def test_the_database_gives_a_sign_of_life(chat: Chat) -> None:
    await chat.database.check()
