"""The schema's history: it leads to the models, it can be walked twice, and it refuses a database from the future."""

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from models.keys import fold
from models.migrations import SchemaMismatchError, history, upgrade
from models.migrations.steps import configuration
from tests.support.running.patience import PATIENCE
from tests.support.servers import warm
from tests.support.servers.databases import SQLITE, connected

AT_ONCE = 4
DRIVERS_OWN_PATIENCE = 5.0  # seconds, of Python's driver for SQLite
PERSON = (
    "insert into account (id, uuid, username, username_key, email, email_key, first_name, last_name, password_hash, "
    "is_administrator, is_active, created_at) values (1, '00000000000000000000000000000001', 'Ann', 'ann', 'a', 'a', "
    "'Änn', 'Lee', 'x', true, true, '2026-01-01 00:00:00')"
)
ROOM = (
    "insert into room (id, uuid, name, name_key, topic, visibility, created_by_id, created_at, revision, last_number) "
    "values (1, '00000000000000000000000000000002', 'Lab', 'lab', 'What WE try', 'public', 1, '2026-01-01 00:00:00', "
    "3, 3)"
)


def schema(url: str) -> dict[str, Any]:
    """Describe every table, with its indexes and constraints."""
    with connected(url) as connection:
        looked = inspect(connection)
        return {
            table: {
                "columns": {
                    column["name"]: (str(column["type"]), column["nullable"]) for column in looked.get_columns(table)
                },
                "indexes": sorted((index["name"] or "", *index["column_names"]) for index in looked.get_indexes(table)),
                "unique": sorted(str(unique["name"]) for unique in looked.get_unique_constraints(table)),
                "foreign": sorted(str(foreign["name"]) for foreign in looked.get_foreign_keys(table)),
                "primary": looked.get_pk_constraint(table)["name"],
            }
            for table in looked.get_table_names()
        }


def tables(url: str) -> set[str]:
    return {*schema(url)}


def run(url: str, *statements: str) -> None:
    with connected(url) as connection:
        for statement in statements:
            connection.execute(text(statement))


def found(url: str, query: str) -> list[tuple[Any, ...]]:
    with connected(url) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_the_files_of_migrations_are_named_by_their_revisions() -> None:
    script = ScriptDirectory.from_config(configuration(""))
    assert script.get_current_head() == history()[0]
    assert {step.revision for step in script.walk_revisions()} == {*history()}


def test_the_migrations_lead_exactly_to_the_models(url: str) -> None:
    upgrade(url)
    command.check(configuration(url))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("drop index ix_message_changes", "ix_message_changes"),
        ("alter table account drop column bio", "bio"),
        ("alter table room add column mood integer", "mood"),
    ],
)
def test_a_schema_that_is_not_the_models_would_be_noticed(migrated: str, change: str, told: str) -> None:
    run(migrated, change)
    with pytest.raises(Exception, match=told):
        command.check(configuration(migrated))


def test_upgrading_twice_changes_nothing_and_loses_nothing(migrated: str) -> None:
    run(
        migrated,
        PERSON.replace("(id, ", "(search_key, country, bio, avatar, id, ").replace("(1, ", "('', '', '', '', 1, "),
    )
    before = schema(migrated)
    upgrade(migrated)
    assert schema(migrated) == before
    assert found(migrated, "select username from account") == [("Ann",)]


def test_rooms_and_people_of_the_first_version_keep_what_they_say_and_can_be_found(url: str) -> None:
    command.upgrade(configuration(url), "0001")
    run(url, PERSON, ROOM, "insert into membership values (1, 1, 'owner', '2026-01-01 00:00:00', 2)")
    upgrade(url)
    room = found(url, "select description, search_key, closed_at, category_id, last_number from room")
    person = found(url, "select search_key, country, avatar from account")
    place = found(url, "select role, last_read_number, is_saved, is_muted from membership")
    assert room == [("What WE try", "lab what we try", None, None, 3)]
    assert person == [("ann änn lee", "", "")]
    assert place == [("owner", 2, False, False)]


def test_accounts_that_bots_had_before_there_was_a_mark_are_marked(url: str) -> None:
    command.upgrade(configuration(url), "0016")
    bot = PERSON.replace("(1, '0000", "(2, '1000").replace("'Ann', 'ann', 'a', 'a'", "'b', 'b', 'b@bots.invalid', 'b'")
    columns = "(search_key, country, bio, avatar, id, "
    for person in (PERSON, bot):
        run(url, person.replace("(id, ", columns).replace("values (", "values ('', '', '', '', "))
    upgrade(url)
    assert found(url, "select username, is_bot from account order by id") == [("Ann", False), ("b", True)]


def test_a_database_from_the_future_is_refused_and_left_alone(migrated: str) -> None:
    run(migrated, "update alembic_version set version_num = '9999'")
    before = schema(migrated)
    with pytest.raises(SchemaMismatchError):
        upgrade(migrated)
    assert schema(migrated) == before


def test_the_way_down_takes_everything_away_and_the_way_up_brings_it_back(migrated: str) -> None:
    whole = schema(migrated)
    command.downgrade(configuration(migrated), "base")
    assert tables(migrated) == {"alembic_version"}
    upgrade(migrated)
    assert schema(migrated) == whole


def test_the_history_is_one_line() -> None:
    script = ScriptDirectory.from_config(configuration("sqlite://"))
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_a_migration_that_is_interrupted_leaves_nothing_behind(url: str) -> None:
    run(url, "create table message (id integer)")  # the last table of the first step cannot be made
    with pytest.raises(DBAPIError):
        upgrade(url)
    assert tables(url) <= {"message", "alembic_version"}
    run(url, "drop table message")
    upgrade(url)


def test_processes_that_start_at_once_migrate_an_empty_database_together(url: str) -> None:
    starting = [warm.CONTEXT.Process(target=upgrade, args=(url,), daemon=True) for _ in range(AT_ONCE)]
    for process in starting:
        process.start()
    for process in starting:
        process.join(PATIENCE)
    assert [process.exitcode for process in starting] == [0] * AT_ONCE
    command.check(configuration(url))
    assert found(url, "select count(*) from category") == [(6,)], "each step was taken once"


@pytest.mark.nightly
def test_a_file_that_another_process_keeps_locked_is_waited_for(tmp_path: Path) -> None:
    place = tmp_path / "chatapp.db"
    upgrade(f"sqlite:///{place}")
    with closing(sqlite3.connect(place, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        Timer(DRIVERS_OWN_PATIENCE + 1, other.rollback).start()
        upgrade(f"sqlite:///{place}")
        assert not other.in_transaction


def test_a_database_path_with_odd_characters_is_no_problem(tmp_path: Path) -> None:
    odd = tmp_path / "with space, 100%, ü"
    odd.mkdir()
    upgrade(f"sqlite:///{odd / 'chatapp.db'}")
    assert "message" in tables(f"sqlite:///{odd / 'chatapp.db'}")


def test_every_constraint_has_a_name_so_that_it_can_be_changed_later(migrated: str, database: str) -> None:
    if database == SQLITE:  # SQLAlchemy does not see the names of constraints that came with a column
        words = ("PRIMARY KEY", "UNIQUE", "FOREIGN", "REFERENCES")
        whole = "\n".join(
            sql for (sql,) in found(migrated, "select sql from sqlite_master where name not like 'alembic%'") if sql
        )
        assert all(
            "CONSTRAINT " in line or line.startswith("CREATE")
            for line in whole.splitlines()
            if any(word in line for word in words)
        )
        return
    for table, told in schema(migrated).items():
        if table != "alembic_version":
            names = [told["primary"], *told["unique"], *told["foreign"]]
            assert all(str(name).startswith(("pk_", "uq_", "fk_")) for name in names), (table, names)


def test_keys_are_ordered_by_code_point_whatever_the_locale_of_the_database(migrated: str, database: str) -> None:
    if database == SQLITE:
        pytest.skip("SQLite compares bytes unless it is told otherwise")
    keys = found(
        migrated,
        "select a.attrelid::regclass::text || '.' || a.attname, c.collname from pg_attribute a "
        "join pg_collation c on c.oid = a.attcollation "
        "where a.attname like '%\\_key' and a.attrelid::regclass::text in "
        "('account', 'room', 'category', 'one_time_code')",
    )
    assert len(keys) == 7
    assert {collation for _, collation in keys} == {"C"}


BEFORE_KEYS = "0005"
PEOPLE = {  # id → username, its key then; e-mail address, its key then; first name
    1: ("an\u1160n", "an\u1160n", "x@e.org", "x@e.org", "\u3164"),
    2: ("Ann", "ann", "y@e.org", "y@e.org", "İpek"),
    3: ("аnn", "аnn", "ısa@e.org", "ısa@e.org", "Max"),  # with a Cyrillic а
    4: ("bob", "bob", "isa@e.org", "isa@e.org", ""),
    5: ("İlk", "i\u0307lk", "İlk@e.org", "i\u0307lk@e.org", ""),
}
ROOMS = {  # id → name, its key then, visibility
    1: ("General\u200d chat", "general\u200d chat", "public"),
    2: ("General chat", "general chat", "public"),
    3: ("Ge\ufe0fneral chat", "ge\ufe0fneral chat", "private"),
    4: ("", "\ue0001:2", "direct"),
    5: ("general chat#3", "general chat#3", "public"),
    6: ("IŞIK", "işik", "public"),
}


def fill_with_former_keys(url: str) -> None:
    with connected(url) as connection:
        for number, (name, key, email, email_key, first) in PEOPLE.items():
            connection.execute(
                text(
                    "insert into account (id, uuid, username, username_key, email, email_key, first_name, last_name, "
                    "search_key, country, bio, avatar, password_hash, is_administrator, is_active, created_at) values "
                    "(:id, :uuid, :name, :key, :email, :email_key, :first, '', '', '', '', '', 'x', true, true, :at)"
                ),
                {"id": number, "uuid": f"{number:032}", "name": name, "key": key, "email": email}
                | {"email_key": email_key, "first": first, "at": "2026-01-01 00:00:00"},
            )
        for number, (name, key, visibility) in ROOMS.items():
            connection.execute(
                text(
                    "insert into room (id, uuid, name, name_key, description, search_key, visibility, created_by_id, "
                    "created_at, revision, last_number) "
                    "values (:id, :uuid, :name, :key, '', '', :visibility, 1, :at, 0, 0)"
                ),
                {"id": number, "uuid": f"{number:032}", "name": name, "key": key, "visibility": visibility}
                | {"at": "2026-01-01 00:00:00"},
            )


def test_keys_are_computed_again_and_what_becomes_the_same_stays_apart(url: str) -> None:
    command.upgrade(configuration(url), BEFORE_KEYS)
    fill_with_former_keys(url)
    upgrade(url)
    assert found(url, "select id, username_key, email_key, first_name from account order by id") == [
        (1, "ann#1", "x@e.org", ""),
        (2, "ann", "y@e.org", "İpek"),
        (3, "ann#3", "isa@e.org#3", "Max"),
        (4, "bob", "isa@e.org", ""),
        (5, "ilk", "ilk@e.org", ""),
    ]
    assert found(url, "select id, name_key from room order by id") == [
        (1, "general chat#1"),
        (2, "general chat"),
        (3, "general chat##3"),  # of the other two one has this name, the other had the key
        (4, "\ue0001:2"),
        (5, "general chat#3"),
        (6, "işik"),
    ]
    assert found(url, "select search_key from account where id = 2") == [("ann ipek",)]
    for (key,) in found(url, "select name_key from room union select username_key from account"):
        assert fold(key) == key, "lists go on after a key, folded"
    command.downgrade(configuration(url), BEFORE_KEYS)
    keys = "select id, username_key, email_key from account order by id"
    assert found(url, keys) == [(number, row[1], row[3]) for number, row in PEOPLE.items()]
    assert found(url, "select id, name_key from room order by id") == [(n, row[1]) for n, row in ROOMS.items()]
