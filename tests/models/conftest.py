"""Databases of each kind, without any schema yet or at the newest one."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.servers.databases import DATABASES, POSTGRESQL
from tests.support.servers.migrated import migrated_file
from tests.support.servers.postgres import Postgres


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on: on each of them, one after the other."""
    return str(request.param)


@pytest.fixture
def url(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database."""
    if database != POSTGRESQL:
        yield f"sqlite:///{tmp_path / 'chatapp.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"empty{uuid4().hex}"
    postgres.run(f"CREATE DATABASE {name}")
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def migrated(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database that was migrated: a copy of one, for tests that ask about what comes then."""
    if database != POSTGRESQL:
        shutil.copy(migrated_file(), tmp_path / "chatapp.db")
        yield f"sqlite:///{tmp_path / 'chatapp.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.copy()
    yield postgres.url(name)
    postgres.give_back(name)
