"""What is PostgreSQL's alone: its URLs, its connections, and what becomes of them when the server ends them."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from chatapp.bootstrap import Chat, assemble
from chatapp.errors import Unavailable
from chatapp.settings import Settings
from chatapp.storage.database import Database
from models import Account
from models.postgresql import parameters
from tests.support.people.chats import MakePerson
from tests.support.running.patience import until
from tests.support.servers.databases import POSTGRESQL, rows
from tests.support.servers.postgres import Postgres

READERS = 3


@pytest.fixture(params=[POSTGRESQL])
def database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_a_connection_that_the_server_has_ended_costs_one_answer_and_no_more(
    chat: Chat, person: MakePerson
) -> None:
    await person("ann")
    await chat.accounts.is_set_up()
    others = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    assert len(rows(chat.settings, f"select pg_terminate_backend(pid) {others}")) >= 2
    with pytest.raises(Unavailable):
        await chat.accounts.is_set_up()
    assert await chat.accounts.is_set_up()
    with pytest.raises(Unavailable):
        await person("ben")
    assert (await person("ben")).username == "ben"


async def test_a_process_has_as_many_connections_as_it_was_told(settings: Settings, person: MakePerson) -> None:
    chat = assemble(settings.model_copy(update={"database_readers": READERS}))
    is_held = asyncio.Event()

    async def read() -> None:
        async with chat.reading() as session:
            await session.exec(select(Account.id))
            await is_held.wait()

    readers = [asyncio.create_task(read()) for _ in range(2 * READERS)]
    async with chat.transaction() as work:
        await work.session.exec(select(Account.id))
        held = "from pg_stat_activity where datname = current_database() and state like 'idle in%'"
        await until(lambda: rows(chat.settings, f"select count(*) {held}") == [(READERS + 1,)])
        await asyncio.sleep(0.2)
        connected = rows(chat.settings, f"select count(*) {held}")
    is_held.set()
    await asyncio.gather(*readers)
    await chat.close()
    assert connected == [(READERS + 1,)]


async def test_of_several_hosts_the_one_that_answers_is_taken(settings: Settings, postgres: Postgres) -> None:
    name = parameters(settings.database_url)["dbname"]
    several = Database(f"postgresql://postgres@/{name}?host=/no/such/folder,{postgres.folder}", readers=1)
    await several.check()
    await several.close()


@pytest.mark.parametrize(
    ("url", "host", "given"),
    [
        ("postgres://ann@db.example.org/chat", "db.example.org", {"user": "ann", "dbname": "chat"}),
        ("postgresql://one:5432,two:5433/chat", "one,two", {"port": "5432,5433"}),
        ("postgresql://h/chat?connect_timeout=60&application_name=mine", "h", {"connect_timeout": "60"}),
        ("postgresql://h/chat?target_session_attrs=read-write", "h", {"target_session_attrs": "primary"}),
        ("postgresql://h/chat?target_session_attrs=any", "h", {"target_session_attrs": "any"}),
    ],
)
def test_what_a_url_says_is_what_libpq_gets(url: str, host: str, given: dict[str, str]) -> None:
    told = parameters(url, lock_timeout="5s")
    assert told["host"] == host
    assert {name: told[name] for name in given} == given
    assert told["options"] == "-c timezone=UTC -c lock_timeout=5s"
    assert told["keepalives_idle"] == "10", "a machine that has vanished says nothing"


def test_options_of_the_url_win_over_ours() -> None:
    told = parameters("postgresql://h/chat?options=-c%20lock_timeout%3D9s", lock_timeout="5s")
    assert told["options"].endswith("-c lock_timeout=9s")


async def test_nothing_that_may_be_logged_holds_the_password(tmp_path: Path) -> None:
    url = "postgresql://ann:hunter2@127.0.0.1:1/chat"
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url=url)
    away = Database(url)
    with pytest.raises(Unavailable) as refused:
        async with away.reading() as session:
            await session.exec(text("select 1"))  # type: ignore[call-overload]
    told = [repr(settings), str(settings), repr(away.reader), repr(away.direct), str(refused.value.__cause__)]
    assert not any("hunter2" in said for said in told)
    await away.close()
