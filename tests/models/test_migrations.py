"""The schema's history: it leads to the models, it can be walked twice, and it refuses a database from the future."""

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError

from models.migrations import SchemaMismatchError, configuration, upgrade


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chatapp.db"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}"


def schema(path: Path) -> set[tuple[str, str]]:
    connection = sqlite3.connect(path)
    try:
        return set(connection.execute("select name, sql from sqlite_master where sql is not null"))
    finally:
        connection.close()


def tables(path: Path) -> set[str]:
    return {name for name, sql in schema(path) if sql.startswith("CREATE TABLE")}


def run(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    try:
        with connection:
            for statement in statements:
                connection.execute(statement)
    finally:
        connection.close()


def test_the_migrations_lead_exactly_to_the_models(url: str) -> None:
    upgrade(url)
    command.check(configuration(url))


def test_an_index_missing_from_the_database_would_be_noticed(url: str, path: Path) -> None:
    upgrade(url)
    run(path, "drop index ix_message_changes")
    with pytest.raises(Exception, match="ix_message_changes"):
        command.check(configuration(url))


def test_upgrading_twice_changes_nothing_and_loses_nothing(url: str, path: Path) -> None:
    upgrade(url)
    run(
        path,
        "insert into account (id, uuid, username, username_key, email, email_key, first_name, last_name, "
        "password_hash, is_administrator, is_active, created_at) "
        "values (1, 'u', 'a', 'a', 'a', 'a', '', '', 'x', 1, 1, '2026-01-01 00:00:00')",
    )
    before = schema(path)
    upgrade(url)
    assert schema(path) == before
    connection = sqlite3.connect(path)
    assert connection.execute("select username from account").fetchall() == [("a",)]
    connection.close()


def test_rooms_and_people_of_the_first_version_keep_what_they_say_and_can_be_found(url: str, path: Path) -> None:
    command.upgrade(configuration(url), "0001")
    run(
        path,
        "insert into account values (1, 'u', 'Ann', 'ann', 'a', 'a', 'Änn', 'Lee', 'x', 1, 1, '2026-01-01 00:00:00')",
        "insert into room values (1, 'r', 'Lab', 'lab', 'What WE try', 'public', 1, '2026-01-01 00:00:00', 3, 3)",
        "insert into membership values (1, 1, 'owner', '2026-01-01 00:00:00', 2)",
    )
    upgrade(url)
    connection = sqlite3.connect(path)
    room = connection.execute(
        "select description, search_key, closed_at, category_id, last_number from room"
    ).fetchall()
    person = connection.execute("select search_key, country, avatar from account").fetchall()
    place = connection.execute("select role, last_read_number, is_saved, is_muted from membership").fetchall()
    connection.close()
    assert room == [("What WE try", "lab what we try", None, None, 3)]
    assert person == [("ann änn lee", "", "")]
    assert place == [("owner", 2, 0, 0)]


def test_a_database_from_the_future_is_refused_and_left_alone(url: str, path: Path) -> None:
    upgrade(url)
    run(path, "update alembic_version set version_num = '9999'")
    before = schema(path)
    with pytest.raises(SchemaMismatchError):
        upgrade(url)
    assert schema(path) == before


def test_the_way_down_takes_everything_away_and_the_way_up_brings_it_back(url: str, path: Path) -> None:
    upgrade(url)
    whole = schema(path)
    command.downgrade(configuration(url), "base")
    assert tables(path) == {"alembic_version"}
    upgrade(url)
    assert schema(path) == whole


def test_the_history_is_one_line(url: str) -> None:
    script = ScriptDirectory.from_config(configuration(url))
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_a_migration_that_is_interrupted_leaves_nothing_behind(url: str, path: Path) -> None:
    run(path, "create table message (id integer)")  # the last table of the first step cannot be made
    with pytest.raises(OperationalError):
        upgrade(url)
    assert tables(path) <= {"message", "alembic_version"}
    run(path, "drop table message")
    upgrade(url)


def test_a_database_path_with_odd_characters_is_no_problem(tmp_path: Path) -> None:
    odd = tmp_path / "with space, 100%, ü"
    odd.mkdir()
    upgrade(f"sqlite:///{odd / 'chatapp.db'}")
    assert "message" in tables(odd / "chatapp.db")


@pytest.mark.parametrize("table", ["account", "room", "message", "login_session", "api_token", "membership"])
def test_every_constraint_has_a_name_so_that_it_can_be_changed_later(url: str, path: Path, table: str) -> None:
    upgrade(url)
    sql = dict(schema(path))[table]
    constraints = [
        line for line in sql.splitlines() if any(word in line for word in ("PRIMARY KEY", "UNIQUE", "FOREIGN"))
    ]
    assert constraints
    assert all("CONSTRAINT " in line for line in constraints)
