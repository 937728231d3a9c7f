"""Moving from SQLite to PostgreSQL: one command, and nobody goes on in the old place by mistake."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chatapp.cli import build
from chatapp.cli.databases import without_secrets
from chatapp.settings import Settings
from chatapp.transfer.sync import DatabaseLocation
from tests.support.servers.databases import POSTGRESQL, SQLITE
from tests.transfer.conftest import Empty
from tests.transfer.everything import rows_of

pytestmark = pytest.mark.each_database

STARTED: list[str] = []


@pytest.fixture(autouse=True)
def _umask_of_the_tests(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Undo what the command line does to the whole process; nobody's .env is read."""
    monkeypatch.chdir(tmp_path)
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)
    STARTED.clear()


def chatapp(*arguments: str, database: DatabaseLocation) -> Result:
    return CliRunner().invoke(build(start), [*arguments], env={"CHATAPP_DATABASE_URL": database.url})


def start(settings: Settings, processes: int) -> None:
    """Stand where the server would be."""
    STARTED.append(settings.sync_database_url)


def sentence(ran: Result) -> str:
    """Return the one line that a command stopped with."""
    assert ran.exit_code == 2, ran.output
    (line,) = ran.stderr.strip().splitlines()
    return line


def test_one_command_moves_everything_and_says_what_comes_next(original: DatabaseLocation, empty: Empty) -> None:
    large = empty(POSTGRESQL)
    moved = chatapp("promote", "--to", large.url, database=original)
    assert moved.exit_code == 0, moved.output
    assert rows_of(large) == rows_of(original)
    assert f"  CHATAPP_DATABASE_URL={large.url}\n" in moved.stdout
    assert "  CHATAPP_BROKER_URL=redis://" in moved.stdout
    assert "checksums are equal on both sides" in moved.stdout
    assert chatapp("serve", database=large).exit_code == 0
    assert [large.url] == STARTED


def test_no_server_starts_where_a_chatapp_has_moved_away_until_it_is_said_so(
    original: DatabaseLocation, empty: Empty
) -> None:
    large = empty(POSTGRESQL)
    for _ in range(2):  # once more before the first start, and nothing is the matter
        assert chatapp("promote", "--to", large.url, database=original).exit_code == 0
    told = sentence(chatapp("serve", database=original))
    assert told.startswith("CHATAPP_DATABASE_URL names a database that moved to PostgreSQL on ")
    assert "moved away" in sentence(
        chatapp("sync", "--from", original.url, "--to", empty(SQLITE).url, database=original)
    )
    assert chatapp("promote", "--back", database=original).exit_code == 0
    assert chatapp("serve", database=original).exit_code == 0
    assert "nothing to undo" in chatapp("promote", "--back", database=original).stdout


@pytest.mark.each_database(nightly=POSTGRESQL)
def test_a_copy_that_a_server_was_started_on_is_its_own_from_then_on(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    sync = ("sync", "--from", original.url, "--to", copy.url)
    assert chatapp(*sync, database=original).exit_code == 0
    assert chatapp("migrate", database=copy).exit_code == 0
    assert chatapp(*sync, database=original).exit_code == 0
    taken = chatapp("serve", database=copy)
    assert taken.exit_code == 0
    assert "was a copy" in taken.stdout
    assert "was a copy" not in chatapp("serve", database=copy).stdout
    assert "has its own Chatapp" in sentence(chatapp(*sync, database=original))


def test_a_file_that_is_open_is_not_moved(original: DatabaseLocation, empty: Empty) -> None:
    large = empty(POSTGRESQL)
    with closing(sqlite3.connect(original.path)) as server:
        server.execute("select count(*) from account").fetchall()
        told = sentence(chatapp("promote", "--to", large.url, database=original))
    assert told == (
        "CHATAPP_DATABASE_URL names a file that another process has open, most likely a server. Stop it and try again."
    )
    assert chatapp("serve", database=original).exit_code == 0


def test_where_nobody_has_an_account_there_is_nothing_to_move(empty: Empty) -> None:
    nobodys, large = empty(SQLITE), empty(POSTGRESQL)
    assert "there's nothing to move" in sentence(chatapp("promote", "--to", large.url, database=nobodys))
    assert chatapp("serve", database=nobodys).exit_code == 0, "it has not moved"


def test_postgresql_cannot_be_moved_to_postgresql_nor_anything_to_sqlite(
    original: DatabaseLocation, empty: Empty
) -> None:
    large = empty(POSTGRESQL)
    assert "already" in sentence(chatapp("promote", "--to", large.url, database=large))
    assert sentence(chatapp("promote", "--to", "sqlite:///x.db", database=original)).startswith("--to must be postgres")
    assert sentence(chatapp("promote", database=original)).startswith("--to must be postgresql://")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:hunter2@h:5432/x", "postgresql://ann:***@h:5432/x"),
        ("postgresql://ann@h/x?sslmode=require", "postgresql://ann@h/x?sslmode=require"),
        ("postgresql://ann:a%40b@h1,h2/x", "postgresql://ann:***@h1,h2/x"),
        ("postgresql://h/x?user=ann&password=hunter2&port=1", "postgresql://h/x?user=ann&password=***&port=1"),
        ("postgresql://ann:@h/x", "postgresql://ann:***@h/x"),
        ("postgresql://a?n:hunter2@h/x", "postgresql://a?n:***@h/x"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert without_secrets(url) == shown
