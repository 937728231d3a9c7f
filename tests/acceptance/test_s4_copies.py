"""S4, copies: kept up to date by a job and by hand, and the way from SQLite to PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chatapp.transfer.sync import DatabaseLocation
from models import Message
from tests.acceptance.requirements import proves
from tests.support.servers.databases import connected
from tests.support.servers.postgres import Postgres
from tests.support.servers.server import Server
from tests.test_cli import chatapp
from tests.transfer.everything import rows_of

WITHIN = 60.0  # seconds until a job has run that is due
BODY = [column.name for column in Message.metadata.tables["message"].columns].index("body")


@pytest.fixture
def empty(postgres: Postgres) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    name = f"empty{uuid4().hex}"
    postgres.run(f"CREATE DATABASE {name}")
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
async def copied(tmp_path: Path, empty: str) -> AsyncIterator[Server]:
    """A server on SQLite that keeps a copy in PostgreSQL."""
    server = await Server(tmp_path / "data", {"CHATAPP_SYNC_TO": empty}).start()
    yield server
    await server.stop()


def sqlite(server: Server) -> str:
    return f"sqlite:///{server.data_dir / 'chatapp.db'}"


@proves("S4.5")
async def test_a_job_makes_a_copy_and_a_command_brings_it_up_to_date(copied: Server, empty: str) -> None:
    await until_copied(empty)
    ann, ben = await copied.person(), await copied.person()
    room = await copied.room(ann, ben)
    for number in range(5):
        assert (await copied.post(ann, room, f"message {number}")).status_code == 201
    ran = await asyncio.to_thread(chatapp, copied.data_dir.parent, "sync", "--from", sqlite(copied), "--to", empty)
    assert (ran.code, ran.err) == (0, "")
    assert "checksums are equal on both sides" in ran.out
    there = rows_of(DatabaseLocation(empty, "--to"))
    assert [row[BODY] for row in there["message"]] == [f"message {number}" for number in range(5)]
    assert there["room"] == rows_of(DatabaseLocation(sqlite(copied), "--from"))["room"]


async def until_copied(url: str) -> None:
    async with asyncio.timeout(WITHIN):
        while True:
            try:
                with connected(url) as connection:
                    if connection.execute(text("select standing from provenance")).scalar() == "copy":
                        return
            except DBAPIError:  # there is no table yet
                pass
            await asyncio.sleep(0.2)


@proves("S4.5")
async def test_a_chatapp_moves_to_postgresql_with_one_command_and_goes_on_there(own_server: Server, empty: str) -> None:
    server, place = own_server, own_server.data_dir.parent
    ann = await server.person()
    room = await server.room(ann)
    await server.post(ann, room, "before")
    refused = await asyncio.to_thread(chatapp, place, "promote", "--to", empty)
    assert refused.code == 2
    assert "another process has open, most likely a server" in refused.sentence
    await server.post(ann, room, "while it was tried")
    await server.stop()
    moved = await asyncio.to_thread(chatapp, place, "promote", "--to", empty)
    assert moved.code == 0, moved.err
    assert f"CHATAPP_DATABASE_URL={empty}" in moved.out
    with pytest.raises(RuntimeError, match="moved to PostgreSQL"):
        await server.start()
    server.settings["CHATAPP_DATABASE_URL"] = empty
    await server.start()
    await server.post(ann, room, "after")
    told = [(message["number"], message["body"]) for message in await server.messages(ann, room)]
    assert told == [(1, "before"), (2, "while it was tried"), (3, "after")]
    again = await asyncio.to_thread(chatapp, place, "sync", "--from", sqlite(server), "--to", empty)
    assert "moved away" in again.sentence
