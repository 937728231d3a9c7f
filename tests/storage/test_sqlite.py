"""SQLite connections: what a statement does to the thread, and that nothing is left open behind a cancelled one."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from chatapp.storage.database import Database
from chatapp.storage.engines.aiosqlite_batched import Connection, connector


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[Connection]:
    connection = await connector(f"sqlite+aiosqlite:///{tmp_path / 'some.db'}")()
    connection.isolation_level = None
    await connection.cursor().execute("CREATE TABLE word (word TEXT)")
    yield connection
    await connection.close()


async def words(connection: Connection) -> list[tuple[str]]:
    cursor = connection.cursor()
    await cursor.execute("SELECT word FROM word")
    return await cursor.fetchall()


async def test_a_transaction_begins_with_its_first_statement(connection: Connection) -> None:
    await connection.cursor().execute("BEGIN IMMEDIATE")
    assert not connection.in_transaction
    await connection.cursor().execute("INSERT INTO word VALUES (?)", ("one",))
    assert connection.in_transaction
    await connection.rollback()
    assert not connection.in_transaction
    assert await words(connection) == []


async def test_a_transaction_without_statements_leaves_the_next_one_alone(connection: Connection) -> None:
    for end in (connection.commit, connection.rollback):
        await connection.cursor().execute("BEGIN")
        await end()
        assert await words(connection) == []
        assert not connection.in_transaction


async def test_what_a_failed_statement_began_is_undone(connection: Connection) -> None:
    await connection.cursor().execute("BEGIN")
    with pytest.raises(Exception, match="no such table"):
        await connection.cursor().execute("SELECT word FROM words")
    await connection.rollback()
    assert not connection.in_transaction


async def test_what_a_cancelled_statement_still_begins_is_undone(connection: Connection) -> None:
    await connection.cursor().execute("BEGIN")
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) FROM n"
    running = asyncio.ensure_future(connection.cursor().execute(slow))
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running])
    await connection.rollback()
    assert not connection.in_transaction


async def test_a_reader_sees_one_state_from_its_first_statement_on(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'some.db'}")
    async with database.writer.begin() as writer:
        await writer.execute(text("CREATE TABLE word (word TEXT)"))
    async with database.reading() as session:
        reader = await session.connection()
        assert (await reader.execute(text("SELECT word FROM word"))).all() == []
        async with database.writer.begin() as writer:
            inserted = await writer.execute(text("INSERT INTO word VALUES ('one') RETURNING word"))
            assert inserted.all() == [("one",)]
        assert (await reader.execute(text("SELECT word FROM word"))).all() == []
    async with database.reading() as session:
        assert (await (await session.connection()).execute(text("SELECT word FROM word"))).all() == [("one",)]
    await database.close()
