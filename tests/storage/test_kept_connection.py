"""Whole transactions are written one after the other on one connection; what one of them fails at is its own."""

import asyncio
from collections.abc import Callable
from threading import Event
from typing import TypeVar

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from chatapp.bootstrap import Chat
from chatapp.storage.engines import KeptConnection, open_engines
from tests.support.running.patience import PATIENCE

Result = TypeVar("Result")


async def run(chat: Chat, command: Callable[[Connection], Result], *, is_lasting: bool = True) -> Result:
    def transact() -> Result:
        with chat.database.kept.begin(is_lasting=is_lasting) as connection:
            return command(connection)

    return await asyncio.get_running_loop().run_in_executor(chat.database.thread, transact)


def numbers(connection: Connection) -> list[int]:
    return list(connection.execute(text("select number from written order by number")).scalars())


@pytest.mark.each_database
async def test_a_transaction_is_committed_or_undone_whole_and_the_next_one_works(chat: Chat) -> None:
    def write(connection: Connection, number: int) -> int:
        connection.execute(text(f"insert into written values ({number})"))  # noqa: S608  (of this test)
        return number

    def fail(connection: Connection) -> None:
        write(connection, 2)
        raise LookupError("after all")

    await run(chat, lambda connection: connection.execute(text("create table written (number int unique)")))
    assert await run(chat, lambda connection: write(connection, 1)) == 1
    with pytest.raises(LookupError, match="after all"):
        await run(chat, fail)
    with pytest.raises(Exception, match=r"(?i)unique"):
        await run(chat, lambda connection: write(connection, 1))
    assert await run(chat, lambda connection: write(connection, 3), is_lasting=False) == 3
    assert await run(chat, numbers) == [1, 3]


async def test_on_sqlite_all_use_one_connection_until_one_fails(chat: Chat) -> None:
    first, second = [await run(chat, lambda connection: connection) for _ in range(2)]
    assert first is second
    with pytest.raises(ZeroDivisionError):
        await run(chat, lambda _: 1 // 0)
    assert first.closed
    assert not chat.database.kept.is_busy
    assert await run(chat, lambda connection: connection) is not first


async def test_a_database_that_another_process_writes_is_waited_for_and_then_refused(chat: Chat) -> None:
    kept = KeptConnection(open_engines(str(chat.database.direct.url), readers=1).direct)
    with kept.begin() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    may_end, has_begun = Event(), Event()

    def hold(_: Connection) -> None:
        has_begun.set()
        may_end.wait(PATIENCE)

    holding = asyncio.create_task(run(chat, hold))
    await asyncio.to_thread(has_begun.wait, PATIENCE)
    assert chat.database.kept.is_busy
    with pytest.raises(OperationalError, match="locked"), kept.begin():
        pytest.fail("two wrote at once")
    may_end.set()
    await holding
    with kept.begin() as connection:
        assert connection.exec_driver_sql("select 1").scalar() == 1
    kept.close()
