"""A copy is equal to its original, whichever databases the two are; and stays so, run after run."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, Select, event, text

from chatapp.accounts import SignUp
from chatapp.bootstrap import assemble
from chatapp.settings import Settings
from chatapp.transfer.sync import DatabaseLocation, Progress, Report, Step
from chatapp.transfer.sync.blocking import bring_up_to_date
from chatapp.transfer.sync.tables import copied_tables
from models.search_index import OUTDATED
from tests.support.servers.databases import POSTGRESQL, SQLITE, connected
from tests.support.servers.server import PASSWORD
from tests.transfer.conftest import Empty
from tests.transfer.everything import rows_of

pytestmark = pytest.mark.each_database

PAGE = 50


def sync(
    original: DatabaseLocation, copy: DatabaseLocation, told: list[Progress] | None = None, page: int = PAGE
) -> Report:
    return bring_up_to_date(original, copy, on_progress=(told if told is not None else []).append, page=page)


def change(location: DatabaseLocation, *statements: str) -> None:
    with connected(location.url) as connection:
        for statement in statements:
            connection.execute(text(statement))


def checksums(report: Report) -> list[tuple[str, int, str]]:
    return [(table.name, table.rows, table.checksum) for table in report.tables]


def test_the_demo_goes_to_postgresql_and_back_and_every_row_and_checksum_is_the_same(
    original: DatabaseLocation, empty: Empty
) -> None:
    large, small = empty(POSTGRESQL), empty(SQLITE)
    there = sync(original, large)
    back = sync(DatabaseLocation(large.url, "--from"), small)
    assert rows_of(original) == rows_of(large) == rows_of(small)
    assert checksums(there) == checksums(back)
    assert [table.name for table in there.tables if not table.rows] == [], "the demo has something in every table"
    assert there.is_new
    assert there.references > 10


@pytest.mark.each_database(nightly=POSTGRESQL)
def test_a_second_run_reads_each_side_once_and_writes_nothing(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    first = sync(original, copy)
    told: list[Progress] = []
    with statements() as executed:
        second = sync(original, copy, told)
    assert second.changes == 0
    assert not second.is_new
    assert checksums(second) == checksums(first)
    assert {progress.step for progress in told} == {Step.COMPARING}
    messages = [sql for sql, _, _ in executed if "FROM message" in sql and "message.body" in sql and "WHERE" not in sql]
    assert len(messages) == 1, "the first page of the original; all others begin after a key"
    written = [sql for sql, _, _ in executed if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "lease" not in sql]
    assert all(sql.startswith("UPDATE provenance") for sql in written), written


def test_what_was_added_changed_and_removed_is_so_in_the_copy_too(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    sync(original, copy)
    before = rows_of(original)
    change(
        original,
        "pragma foreign_keys = on",
        "update message set body = 'corrected' where id in (7, 130, 131)",
        "delete from reaction where message_id = 2",
        "delete from message where id between 200 and 330",
        "delete from login_session",
        "update room set description = '' where id = 3",
        "delete from room where id = 6",
        "insert into message (room_id, number, revision, author_id, client_message_id, body, created_at) "
        "select room_id, number + 100000, revision, author_id, 'again ' || client_message_id, body, created_at "
        "from message where id < 120",
    )
    report = sync(original, copy)
    assert rows_of(copy) == rows_of(original) != before
    told = {table.name: (table.added, table.changed, table.removed) for table in report.tables}
    assert told["message"][1] == 3
    assert told["message"][0] >= 119 - 50
    assert told["login_session"] == (0, 0, 1)
    assert told["room"] == (0, 1, 1)
    assert told["category"] == (0, 0, 0)
    assert sync(original, copy).changes == 0


@pytest.mark.each_database(nightly=POSTGRESQL)
def test_names_that_are_exchanged_or_given_on_are_in_nobodys_way(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    sync(original, copy)
    change(
        original,
        "update account set email_key = 'for a moment' where id = 1",
        "update account set email_key = 'mara' where id = 2",
        "update account set email_key = 'tomasz' where id = 1",
        "update account set email_key = 'mara@demo.example.org' where id = 3",
        "update room set name_key = 'nobody' where id = 1",
        "update room set name_key = 'general' where id = 2",
        "update room set name_key = 'deploys' where id = 1",
        "update message set number = -1 where id = 1",
        "update message set number = 1 where id = 2",
        "update message set number = 2 where id = 1",
        "update push_subscription set session_id = null where session_id = 1",
        "update login_session set id = 99",
        "update room set category_id = null where category_id = 6",
        "delete from category where id = 6",
        "update category set name_key = 'social' where id = 1",
    )
    sync(original, copy)
    assert rows_of(copy) == rows_of(original)


@pytest.mark.each_database(nightly=POSTGRESQL)
def test_an_original_that_was_emptied_leaves_an_empty_copy(original: DatabaseLocation, copy: DatabaseLocation) -> None:
    sync(original, copy)
    change(original, *(f"delete from {table.name}" for table in reversed(copied_tables())))  # noqa: S608
    report = sync(original, copy)
    assert not any(rows_of(copy).values())
    assert report.rows == 0


@pytest.mark.each_database(nightly=POSTGRESQL)
def test_what_is_written_during_a_run_comes_with_the_next_one(
    original: DatabaseLocation, copy: DatabaseLocation, empty: Empty
) -> None:
    sync(original, copy)
    live, backup = DatabaseLocation(copy.url, "--from"), empty(SQLITE)
    before = rows_of(live)

    def write_meanwhile(progress: Progress) -> None:
        if (progress.step, progress.table, progress.done) == (Step.COPYING, "message", PAGE):
            change(live, "update message set body = 'meanwhile'", "delete from reaction")

    bring_up_to_date(live, backup, on_progress=write_meanwhile, page=PAGE)
    assert rows_of(backup) == before != rows_of(live)
    sync(live, backup)
    assert rows_of(backup) == rows_of(live)


NEWEST_GO = ("delete from mention where message_id > 400", "delete from message where id > 400")


@pytest.mark.each_database(nightly=POSTGRESQL)
def test_no_more_than_a_page_of_rows_is_ever_asked_for_or_sent(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    with statements() as executed:
        sync(original, copy, page=20)
        change(original, "update message set body = 'all of them'", *NEWEST_GO)
        sync(original, copy, page=20)
    messages = {limit for sql, _, limit in executed if sql.startswith("SELECT message.id, ")}
    avatars = {limit for sql, _, limit in executed if sql.startswith("SELECT avatar.account_id, ")}
    assert (messages, avatars) == ({1, 20}, {1}), "files are heavy"
    assert max(rows for _, rows, _ in executed) == 20


async def test_a_copy_goes_on_where_the_original_was(
    original: DatabaseLocation, copy: DatabaseLocation, settings: Settings
) -> None:
    sync(original, copy)
    chat = assemble(settings.model_copy(update={"database_url": copy.url}))
    actor = await chat.accounts.sign_up(SignUp("newcomer", "new@example.org", PASSWORD))
    await chat.close()
    assert actor.account_id == max(row[0] for row in rows_of(original)["account"]) + 1


def test_keys_are_numbers_which_every_database_puts_in_the_same_order() -> None:
    keys = [column for table in copied_tables() for column in table.primary_key.columns]
    assert all(column.type.python_type is int for column in keys)


@contextmanager
def statements() -> Iterator[list[tuple[str, int, int | None]]]:
    """Note what is executed, on every connection: the statement, for how many rows of values, and its limit."""
    executed: list[tuple[str, int, int | None]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        query = context.invoked_statement  # what was compiled may be another's of the same shape
        limit = query._limit if isinstance(query, Select) else None
        executed.append((" ".join(statement.split()), len(parameters) if many else 1, limit))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield executed
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_the_search_index_of_a_copy_is_made_anew(original: DatabaseLocation, copy: DatabaseLocation) -> None:
    sync(original, copy)
    with connected(copy.url) as connection:
        assert connection.execute(text("select version from search_index")).scalar_one() == OUTDATED
