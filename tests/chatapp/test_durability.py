"""An acknowledged message survives a power cut: the database itself is asked how it writes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from chatapp.bootstrap import Chat
from models import Membership

ENGINES = ["writer", "reader"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)]
)
async def test_every_connection_writes_durably_and_keeps_its_references(
    chat: Chat, engine: str, pragma: str, value: object
) -> None:
    async with getattr(chat.database, engine).connect() as connection:
        assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one() == value


async def test_a_reference_to_nobody_is_refused(chat: Chat) -> None:
    with pytest.raises(IntegrityError):
        async with chat.transaction() as work:
            work.session.add(Membership(room_id=77, account_id=88))


async def test_there_is_one_writer_and_there_are_several_readers(chat: Chat) -> None:
    async with chat.reading() as one, chat.reading() as other:
        for session in (one, other):
            await session.exec(text("select 1"))
        async with chat.transaction() as work:
            await work.session.exec(text("select 1"))
            assert chat.database.writer.pool.size() == 1  # type: ignore[attr-defined]


async def test_a_reader_sees_one_state_throughout(chat: Chat) -> None:
    count = text("select count(*) from account")
    async with chat.reading() as session:
        before = (await session.exec(count)).scalar_one()
        async with chat.transaction() as work:
            await work.session.exec(
                text(
                    "insert into account (uuid, username, username_key, email, email_key, first_name, last_name,"
                    " password_hash, is_administrator, is_active, created_at)"
                    " values (1, 'a', 'a', 'a', 'a', '', '', 'x', 0, 1, '2026-01-01')"
                )
            )
        assert (await session.exec(count)).scalar_one() == before
    async with chat.reading() as session:
        assert (await session.exec(count)).scalar_one() == before + 1


async def test_the_database_gives_a_sign_of_life(chat: Chat) -> None:
    await chat.database.check()
