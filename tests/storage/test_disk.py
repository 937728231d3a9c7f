"""A full disk: `/readyz` says so while writes fail, and the next write that works clears it."""

import resource
import sqlite3
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError

from chatapp.bootstrap import Chat
from chatapp.errors import Unavailable
from chatapp.storage.disk import FAILING, FULL, DiskHealth
from chatapp.storage.unit_of_work import SyncUnitOfWork
from chatapp.web import health
from tests.support.servers.server import Server

DEGRADED = {"status": "degraded", "detail": "degraded: the disk is full"}


async def readiness(chat: Chat, address: str = "203.0.113.9") -> Any:
    app = FastAPI()
    app.include_router(health.router(chat))
    transport = httpx.ASGITransport(app, client=(address, 5))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        answer = await http.get("/readyz")
    assert answer.status_code == 200, "reading goes on"
    return answer.json()


def limit(work: SyncUnitOfWork, pages: int) -> None:
    """Let the database's file have no more than so many pages; at least what it has."""
    work.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def fill(work: SyncUnitOfWork) -> None:
    work.connection.exec_driver_sql("INSERT INTO ballast VALUES (zeroblob(1000000))")


async def test_a_full_disk_is_said_until_a_write_works(chat: Chat) -> None:
    run = chat.transactions.run_sync
    await run(lambda work: work.connection.exec_driver_sql("CREATE TABLE ballast (x)"))
    assert await readiness(chat) == {"status": "ready"}
    await run(lambda work: limit(work, 1))
    with pytest.raises(Unavailable):
        await run(fill)
    assert await readiness(chat) == DEGRADED
    told = await readiness(chat, "127.0.0.1")
    assert told["checks"] == {"database": "not saving"}
    await run(lambda work: work.connection.exec_driver_sql("SELECT 1"))
    assert await readiness(chat) == DEGRADED, "nothing was written"
    await run(lambda work: limit(work, 1_000_000))
    await run(fill)
    assert await readiness(chat) == {"status": "ready"}


async def test_a_unit_of_work_notices_as_well(chat: Chat) -> None:
    async def run(*statements: str) -> None:
        async with chat.transaction() as work:
            for statement in statements:
                await (await work.session.connection()).exec_driver_sql(statement)

    await run("CREATE TABLE ballast (x)", "PRAGMA max_page_count = 1")
    with pytest.raises(Unavailable):
        await run("INSERT INTO ballast VALUES (zeroblob(1000000))")
    assert await readiness(chat) == DEGRADED
    await run("INSERT INTO ballast VALUES (1)")
    assert await readiness(chat) == {"status": "ready"}


async def test_a_server_whose_files_may_not_grow_says_so_and_recovers(own_server: Server) -> None:
    ann = await own_server.person()
    room = await own_server.room(ann)
    assert own_server.process is not None
    _, most = resource.prlimit(own_server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(own_server.process.pid, resource.RLIMIT_FSIZE, (4096, most))
    assert (await own_server.post(ann, room, "lost")).status_code == 503
    async with own_server.http() as http:
        told = await http.get("/readyz")
        assert (told.status_code, told.json()["detail"]) == (200, DEGRADED["detail"])
        resource.prlimit(own_server.process.pid, resource.RLIMIT_FSIZE, (most, most))
        assert (await own_server.post(ann, room, "stored")).status_code == 201
        assert (await http.get("/readyz")).json()["status"] == "ready"


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (sqlite3.SQLITE_FULL, FULL),
        (sqlite3.SQLITE_IOERR_WRITE, FULL),
        (sqlite3.SQLITE_IOERR_FSYNC, FAILING),
        (sqlite3.SQLITE_READONLY_DBMOVED, FAILING),
        (sqlite3.SQLITE_BUSY, ""),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, ""),
    ],
)
def test_what_an_error_of_sqlite_says_of_the_disk(code: int, problem: str) -> None:
    error = sqlite3.OperationalError("no")
    error.sqlite_errorcode = code
    disk = DiskHealth()
    with pytest.raises(OperationalError), disk.following():
        raise OperationalError("INSERT", {}, error)
    assert disk.problem == problem


@pytest.mark.parametrize(("state", "problem"), [("53100", FULL), ("58030", FAILING), ("55P03", ""), (None, "")])
def test_what_an_error_of_postgresql_says_of_the_disk(state: str | None, problem: str) -> None:
    error = Exception("no")
    error.sqlstate = state  # type: ignore[attr-defined]
    disk = DiskHealth()
    with pytest.raises(OperationalError), disk.following():
        raise OperationalError("INSERT", {}, error)
    assert disk.problem == problem
