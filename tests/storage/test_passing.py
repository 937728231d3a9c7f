"""Transactions that a loss of power may undo wait for no disk; those after them do as ever."""

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from chatapp.bootstrap import Chat
from chatapp.storage.engines.passing import begin_passing

FULL = 2  # of SQLite
MAKE = "create table passed (number int unique)"


def waits_for_the_disk(connection: Connection) -> bool:
    """Say whether a commit on this connection waits until it is on the disk."""
    return bool(connection.exec_driver_sql("PRAGMA synchronous").scalar() == FULL)


async def test_such_a_transaction_commits_without_the_disk_and_the_next_one_waits_for_it(chat: Chat) -> None:
    engine = chat.database.direct
    with engine.connect() as connection, begin_passing(connection):
        connection.execute(text(MAKE))
        connection.execute(text("insert into passed values (1)"))
        assert not waits_for_the_disk(connection)
    with engine.begin() as connection:
        assert waits_for_the_disk(connection)
        assert connection.execute(text("select number from passed")).scalar() == 1


async def test_one_that_fails_is_undone_and_the_next_one_waits_for_the_disk(chat: Chat) -> None:
    engine = chat.database.direct
    with engine.begin() as connection:
        connection.execute(text(MAKE))
    with pytest.raises(IntegrityError), engine.connect() as connection, begin_passing(connection):
        connection.execute(text("insert into passed values (1), (1)"))
    with engine.begin() as connection:
        assert waits_for_the_disk(connection)
        assert connection.execute(text("select count(*) from passed")).scalar() == 0


async def test_a_command_says_whether_it_lasts(chat: Chat) -> None:
    seen = [
        await chat.transactions.run_sync(lambda work: waits_for_the_disk(work.connection), is_lasting=is_lasting)
        for is_lasting in (True, False, True)
    ]
    assert seen == [True, False, True]
