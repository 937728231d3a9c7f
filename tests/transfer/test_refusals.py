"""What must not be written over is refused with what it holds, and is left as it was."""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import text, update

from chatapp.transfer.sync import CopyError, CopyRefused, DatabaseLocation, DatabaseUnavailable
from chatapp.transfer.sync.blocking import bring_up_to_date
from models import DatabaseIdentity, DatabaseRole
from models.migrations.steps import configuration
from tests.support.servers.databases import POSTGRESQL, SQLITE, connected
from tests.support.servers.postgres import Postgres
from tests.transfer.conftest import Empty
from tests.transfer.everything import rows_of

pytestmark = pytest.mark.each_database(nightly=POSTGRESQL)


def sync(original: DatabaseLocation, copy: DatabaseLocation) -> None:
    bring_up_to_date(original, copy, on_progress=lambda progress: None)


def as_original(location: DatabaseLocation) -> DatabaseLocation:
    return DatabaseLocation(location.url, "--from")


def say(location: DatabaseLocation, **values: object) -> None:
    with connected(location.url) as connection:
        connection.execute(update(DatabaseIdentity).values(**values))


def test_a_chatapp_in_service_is_never_written_over_not_even_by_its_own_original(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    sync(original, copy)
    say(copy, standing=DatabaseRole.IN_SERVICE)
    before = rows_of(copy)
    with pytest.raises(
        CopyRefused, match=r"isn't a copy: it has its own Chatapp \(8 accounts, 12 rooms, \d+ messages\)"
    ):
        sync(original, copy)
    assert rows_of(copy) == before


def test_a_copy_of_another_chatapp_is_not_written_over(original: DatabaseLocation, copy: DatabaseLocation) -> None:
    sync(original, copy)
    say(original, chatapp=UUID(int=5))
    with pytest.raises(CopyRefused, match="--to names a copy of another Chatapp"):
        sync(original, copy)


def test_something_that_is_no_chatapp_is_named_and_not_touched(
    original: DatabaseLocation, bare: DatabaseLocation
) -> None:
    with connected(bare.url) as connection:
        connection.exec_driver_sql("create table invoice (id integer)")
    with pytest.raises(CopyRefused, match="contains other data: invoice"):
        sync(original, bare)
    with pytest.raises(CopyRefused, match="--from names a database without Chatapp data"):
        sync(as_original(bare), DatabaseLocation(original.url, "--to"))


def test_tables_like_ours_of_which_nobody_knows_the_version_are_not_touched(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    with connected(copy.url) as connection:
        connection.exec_driver_sql("drop table alembic_version")
    with pytest.raises(CopyRefused, match="contains other data: account, alert, alert_keyword, api_token"):
        sync(original, copy)


@pytest.mark.parametrize("version", ["0003", "0004"])  # before there were copies, and since then
def test_an_older_chatapp_in_use_is_not_written_over_and_not_even_migrated(
    original: DatabaseLocation, bare: DatabaseLocation, version: str
) -> None:
    command.upgrade(configuration(bare.url), version)
    with connected(bare.url) as connection:
        connection.exec_driver_sql(
            "insert into account (id, uuid, username, username_key, email, email_key, first_name, last_name, "
            "search_key, country, bio, avatar, password_hash, is_administrator, is_active, created_at) values "
            "(1, '00000000000000000000000000000001', 'a', 'a', 'a', 'a', '', '', '', '', '', '', '', true, true, "
            "'2026-01-01 00:00:00')"
        )
    with pytest.raises(CopyRefused, match="1 account, 0 rooms, 0 messages"):
        sync(original, bare)
    with connected(bare.url) as connection:
        assert connection.exec_driver_sql("select version_num from alembic_version").scalar() == version


@pytest.mark.each_database(nightly=POSTGRESQL)
def test_an_older_copy_is_brought_to_the_newest_schema_and_up_to_date(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    sync(original, copy)
    command.downgrade(configuration(copy.url), "0004")
    sync(original, copy)
    assert rows_of(copy) == rows_of(original)


def test_an_older_schema_is_to_be_migrated_first_and_a_newer_one_cannot_be_read(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    for version, ours, theirs in (("0003", "Run `chatapp migrate` on it first", ""), ("9999", "newer", "newer")):
        with connected(copy.url) as connection:
            connection.execute(text("update alembic_version set version_num = :version"), {"version": version})
        with pytest.raises(CopyRefused, match=ours):
            sync(as_original(copy), DatabaseLocation(original.url, "--to"))
        if theirs:
            with pytest.raises(CopyRefused, match=theirs):
                sync(original, copy)


def test_half_a_copy_is_not_copied_on(original: DatabaseLocation, copy: DatabaseLocation, empty: Empty) -> None:
    sync(original, copy)
    say(copy, standing=DatabaseRole.COPYING)
    with pytest.raises(CopyRefused, match="an incomplete copy"):
        sync(as_original(copy), empty(SQLITE))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://ann:hunter2@h/x", "--to must be sqlite:///PATH or postgresql://"),
        ("hunter2", "--to must be sqlite:///PATH"),
        ("sqlite:///", "--to must be sqlite:///PATH"),
        ("sqlite:///:memory:", "--to must name a file"),
        ("postgresql://ann:hunter2@x@h/x", "--to must be postgresql://"),
        ("postgresql://ann:hunter2@127.0.0.1:1/x", "--to names a database that can't be used: connection"),
        ("sqlite:////no/such/place/hunter.db", "--to names a file in a directory that doesn't exist: /no/such/place."),
    ],
)
def test_a_wrong_url_is_one_sentence_that_names_the_option_and_no_secret(
    original: DatabaseLocation, url: str, told: str
) -> None:
    with pytest.raises(CopyError) as refused:
        sync(original, DatabaseLocation(url, "--to"))
    assert str(refused.value).startswith(told)
    assert str(refused.value).endswith(".")
    assert "hunter2" not in f"{refused.value} {DatabaseLocation(url, '--to')!r}"
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("user", "password", "name", "told"),
    [
        ("locked", "hunter3", "postgres", "password authentication failed"),
        ("locked", "hunter2", "nowhere", "does not exist"),
        ("locked", "hunter2", "postgres", "permission denied"),
    ],
)
def test_a_postgresql_that_cannot_be_used_says_why_and_nothing_secret(
    original: DatabaseLocation, postgres: Postgres, user: str, password: str, name: str, told: str
) -> None:
    with pytest.raises((DatabaseUnavailable, CopyRefused), match=told) as refused:
        sync(original, DatabaseLocation(postgres.url(name, user, password), "--to"))
    assert str(refused.value).startswith("--to names a database that can't be used: ")
    assert "hunter" not in str(refused.value)


def test_a_file_that_is_not_there_is_not_made_and_one_that_is_no_database_is_said_to_be_none(
    original: DatabaseLocation, tmp_path: Path
) -> None:
    with pytest.raises(CopyRefused, match="--from names a file that doesn't exist"):
        sync(DatabaseLocation(f"sqlite:///{tmp_path}/nothing.db", "--from"), original)
    assert not (tmp_path / "nothing.db").exists()
    (tmp_path / "letter.txt").write_text("Dear Ann, " * 200)
    with pytest.raises(CopyRefused, match="file is not a database"):
        sync(original, DatabaseLocation(f"sqlite:///{tmp_path}/letter.txt", "--to"))
    with pytest.raises(CopyRefused, match="name the same database"):
        sync(original, DatabaseLocation(f"sqlite:///{tmp_path}/./original.db", "--to"))


def test_what_postgresql_cannot_hold_is_refused_without_telling_what_it_is(
    original: DatabaseLocation, empty: Empty
) -> None:
    with closing(sqlite3.connect(original.path)) as database, database:
        database.execute("update message set body = 'secret' || char(0) || 'words' where id = 5")
    with pytest.raises(CopyError) as refused:
        sync(original, empty(POSTGRESQL))
    assert "secret" not in str(refused.value)


def test_what_is_no_text_is_refused_without_repeating_it(original: DatabaseLocation, empty: Empty) -> None:
    with closing(sqlite3.connect(original.path)) as connection, connection:
        connection.execute("UPDATE message SET body = CAST(x'ff68756e74657232' AS TEXT) WHERE id = 1")
    with pytest.raises(
        CopyRefused, match="--from names a database that contains invalid text: Could not decode"
    ) as refused:
        sync(original, empty(SQLITE))
    assert "hunter2" not in str(refused.value)
