"""The command line: whoever mistypes gets one sentence and exit code 2, never a stack trace."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chatapp.cli import build
from chatapp.settings import Settings
from models.migrations import upgrade
from tests.support.servers import warm
from tests.support.servers.postgres import Postgres
from tests.support.servers.server import PASSWORD

KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")


@pytest.fixture(autouse=True)
def _umask_of_the_tests() -> Iterator[None]:
    """Undo what the command line does to the whole process."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@dataclass
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line it printed for people."""
        assert self.out == ""
        assert "Traceback" not in self.err
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


def chatapp(place: Path, *arguments: str, stdin: str = "", **variables: str) -> Ran:
    """Run the command line in an empty place, with these settings and no others."""
    place.mkdir(exist_ok=True)
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    ours = {"CHATAPP_DATA_DIR": str(place / "data"), "CHATAPP_BCRYPT_ROUNDS": "4", "PYTHONWARNINGS": "default"}
    ran = warm.run(arguments, place, {**environment, "HOME": str(place), **ours, **variables}, stdin)
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def admin(place: Path, username: str, password: str = PASSWORD, **variables: str) -> Ran:
    email = f"{username}@example.org"
    options = ("--username", username, "--email", email, "--password", password)
    return chatapp(place, "create-admin", *options, **variables)


def test_an_operator_makes_an_administrator_even_where_signing_up_is_closed_but_never_twice_the_same(
    tmp_path: Path,
) -> None:
    made = admin(tmp_path, "ann", CHATAPP_SIGNUP="closed")
    assert (made.code, made.out, made.err) == (0, "ann is an administrator now.\n", "")
    again = admin(tmp_path, "ANN")
    assert again.code == 2
    assert "taken" in again.sentence
    assert again.sentence.endswith("chatapp make-admin USERNAME")


def test_an_operator_gives_an_existing_account_the_rights_and_it_is_written_down(tmp_path: Path) -> None:
    assert admin(tmp_path, "ann").code == 0
    with closing(sqlite3.connect(tmp_path / "data" / "chatapp.db")) as database, database:
        database.execute("update account set is_administrator = 0")
    for _ in range(2):
        made = chatapp(tmp_path, "make-admin", "ANN")
        assert (made.code, made.out, made.err) == (0, "ann is an administrator now.\n", "")
    with closing(sqlite3.connect(tmp_path / "data" / "chatapp.db")) as database:
        assert database.execute("select is_administrator from account").fetchall() == [(1,)]
        trail = database.execute("select actor_id, action, subject from audit_entry order by id").fetchall()
    assert trail == [(None, "create administrator", "ann"), (None, "make administrator", "ann")]
    unknown = chatapp(tmp_path, "make-admin", "nobody")
    assert (unknown.code, unknown.sentence) == (2, "No account has this username.")


def test_the_demo_fills_an_empty_chatapp_and_refuses_one_that_is_in_use(tmp_path: Path) -> None:
    filled = chatapp(tmp_path, "demo")
    assert filled.code == 0, filled.err
    assert "8 people, 7 rooms" in filled.out
    assert "Sign in as mara" in filled.out
    assert "Warning" not in filled.err
    with closing(sqlite3.connect(tmp_path / "data" / "chatapp.db")) as database:
        shown = ("reaction", "mention", "draft", "saved_message", "message_edition", "workspace")
        empty = [table for table in shown if not database.execute(f"select count(*) from {table}").fetchone()[0]]  # noqa: S608
        last = "(select max(number) from message as other where other.room_id = message.room_id)"
        near = f"select count(reply_to), count(pinned_at) from message where number > {last} - 50"  # noqa: S608
        assert empty == []  # a newcomer sees all of it
        assert min(database.execute(near).fetchone()) > 0
    again = chatapp(tmp_path, "demo")
    assert again.code == 2
    assert again.sentence.startswith("There are already accounts here")


def test_migrating_makes_the_database_and_twice_is_harmless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        ran = CliRunner().invoke(build(never), ["migrate"], env={"CHATAPP_DATA_DIR": "data"})
        assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "The database is up to date.\n", "")
    assert (tmp_path / "data" / "chatapp.db").stat().st_size > 0


@pytest.mark.nightly
def test_the_search_index_is_made_anew_by_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    upgrade(f"sqlite:///{tmp_path / 'data' / 'chatapp.db'}")
    ran = CliRunner().invoke(build(never), ["reindex"], env={"CHATAPP_DATA_DIR": "data"})
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "")  # the process it starts says the rest


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CHATAPP_PORT", "eighty"),
        ("CHATAPP_PROT", "8080"),
        ("CHATAPP_[/red]", "1"),
        ("CHATAPP_DATA_DIR", "thing"),
        ("CHATAPP_DATA_DIR", "thing/below"),
        ("CHATAPP_DATA_DIR", "thing/[/red]"),
        ("CHATAPP_DATABASE_URL", "postgresql://ann:hunter2@127.0.0.1:1/chat"),
        ("CHATAPP_DATABASE_URL", "postgresql://ann:hunter2@no-such-host.invalid/chat"),
        ("CHATAPP_DATABASE_URL", "postgresql://ann:hunter2@127.0.0.1:1,127.0.0.1:2/chat"),
        ("CHATAPP_DATABASE_URL", "postgresql://ann:hun/ter2@127.0.0.1/chat"),
        ("CHATAPP_DATABASE_URL", "mysql://ann:hunter2@127.0.0.1/chat"),
        ("CHATAPP_DATABASE_URL", "sqlite:////no/such/place/chat.db"),
        ("CHATAPP_DATABASE_URL", "sqlite:///thing"),
    ],
)
def test_a_wrong_setting_stops_the_server_with_one_sentence_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    (tmp_path / "thing").write_text("This is a file of somebody else, not a directory and not a database. " * 20)
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(build(never), ["serve"], env={"CHATAPP_DATA_DIR": "data", variable: value})
    assert isinstance(ran.exception, SystemExit), repr(ran.exception)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert len(ran.stderr.strip().splitlines()) == 1
    assert ran.stderr.startswith(variable)
    assert "hun" not in ran.stderr
    assert ran.stderr.rstrip().endswith((".", "?"))


def test_a_wrong_setting_ends_the_process_with_exit_code_2_and_no_stack_trace(tmp_path: Path) -> None:
    ran = chatapp(tmp_path, "serve", CHATAPP_PORT="eighty")
    assert ran.code == 2
    assert ran.sentence.startswith("CHATAPP_PORT is wrong")


def test_a_database_from_the_future_is_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / "data" / "chatapp.db"
    database.parent.mkdir()
    upgrade(f"sqlite:///{database}")
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("update alembic_version set version_num = '9999'")
    connection.close()
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(build(never), ["serve"], env={"CHATAPP_DATA_DIR": str(database.parent)})
    assert isinstance(ran.exception, SystemExit), repr(ran.exception)
    assert ran.exit_code == 2
    assert "newer Chatapp" in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("user", "password", "name", "told"),
    [
        ("locked", "hunter3", "migrated", "password authentication failed"),
        ("locked", "", "migrated", "no password supplied"),
        ("locked", "hunter2", "nowhere", "does not exist"),
        ("locked", "hunter2", "postgres", "permission denied"),
        ("postgres", "", "future", "newer Chatapp"),
        ("postgres", "", "strange", "already exists"),
    ],
)
def test_a_postgresql_that_cannot_be_used_is_one_sentence_with_its_reason_and_without_the_password(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: str, password: str, name: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with postgres.having("future", "update alembic_version set version_num = '9999'"):
        with postgres.having("strange", "drop table alembic_version"):
            url = postgres.url(name, user, password)
            ran = CliRunner().invoke(
                build(never), ["serve"], env={"CHATAPP_DATA_DIR": "data", "CHATAPP_DATABASE_URL": url}
            )
    assert isinstance(ran.exception, SystemExit), repr(ran.exception)
    assert ran.exit_code == 2
    assert len(ran.stderr.strip().splitlines()) == 1
    assert ran.stderr.startswith("CHATAPP_DATABASE_URL names a database ")
    assert told in ran.stderr
    assert "hunter" not in ran.stderr


def never(settings: Settings, count: int) -> None:
    """Stand where the server would be."""
    raise AssertionError("the server must not start")
