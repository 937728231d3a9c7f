"""An original with something in every table, and empty databases of each kind to copy it to."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from rich.console import Console

from chatapp.bootstrap import assemble
from chatapp.demo import fill
from chatapp.settings import Settings
from chatapp.transfer.sync import DatabaseLocation
from models.migrations import upgrade
from tests.support.servers.databases import POSTGRESQL
from tests.support.servers.migrated import migrated_file
from tests.support.servers.postgres import Postgres
from tests.transfer.everything import add_everything

Empty = Callable[[str], DatabaseLocation]


@pytest.fixture(scope="session")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a Chatapp with the demo team in it, and rows of every kind that the demo does not have."""
    settings = Settings(
        _env_file=None, data_dir=tmp_path_factory.mktemp("demo"), bcrypt_rounds=4, tries_per_minute=100_000
    )
    upgrade(settings.sync_database_url)
    chat = assemble(settings)
    await fill(chat, Console(quiet=True))
    await add_everything(chat)
    await chat.close()
    return settings.data_dir / "chatapp.db"


@pytest.fixture
def original(demo: Path, tmp_path: Path) -> DatabaseLocation:
    """The demo's Chatapp, this test's own."""
    shutil.copy(demo, tmp_path / "original.db")
    return DatabaseLocation(f"sqlite:///{tmp_path / 'original.db'}", "--from")


@pytest.fixture
def empty(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Empty]:
    """Makes databases without any schema: ``empty(POSTGRESQL)``; of a SQLite file not even the file is there."""
    made: list[str] = []

    def make(kind: str) -> DatabaseLocation:
        name = f"copy{uuid4().hex}"
        if kind != POSTGRESQL:
            return DatabaseLocation(f"sqlite:///{tmp_path / name}.db", "--to")
        postgres: Postgres = request.getfixturevalue("postgres")
        postgres.run(f"CREATE DATABASE {name}")
        made.append(name)
        return DatabaseLocation(postgres.url(name), "--to")

    yield make
    for name in made:
        request.getfixturevalue("postgres").give_back(name)


@pytest.fixture
def bare(database: str, empty: Empty) -> DatabaseLocation:
    """An empty database of each kind, without any schema, one after the other."""
    return empty(database)


@pytest.fixture
def copy(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[DatabaseLocation]:
    """Where to copy to: an empty database of each kind, migrated as that of a Chatapp that nobody has used yet."""
    if database != POSTGRESQL:
        shutil.copy(migrated_file(), tmp_path / "copy.db")
        yield DatabaseLocation(f"sqlite:///{tmp_path / 'copy.db'}", "--to")
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.copy()
    yield DatabaseLocation(postgres.url(name), "--to")
    postgres.give_back(name)
