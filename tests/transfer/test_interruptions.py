"""Runs that are killed, that meet, or that sleep too long: nothing is lost, nothing is called a copy too early."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from chatapp.storage import leases
from chatapp.transfer.sync import (
    CopyInProgress,
    CopyRefused,
    DatabaseLocation,
    DatabaseUnavailable,
    Progress,
    Report,
    Step,
    database_role,
    in_service,
)
from chatapp.transfer.sync import sync as sync_aside
from chatapp.transfer.sync.blocking import bring_up_to_date
from chatapp.transfer.sync.copy_target import LEASE, open_target
from models import DatabaseRole, Lease
from models.utc_datetime import now
from tests.support.servers.databases import POSTGRESQL, SQLITE, connected
from tests.transfer.conftest import Empty
from tests.transfer.everything import rows_of
from tests.transfer.half_way import HALF, PAGE, kill_half_way

pytestmark = pytest.mark.each_database


def sync(original: DatabaseLocation, copy: DatabaseLocation, told: list[Progress] | None = None) -> Report:
    return bring_up_to_date(original, copy, on_progress=(told if told is not None else []).append, page=PAGE)


def lease_ends(copy: DatabaseLocation, seconds: float) -> None:
    with connected(copy.url) as connection:
        connection.execute(update(Lease).values(expires_at=now() + timedelta(seconds=seconds)))


def standing_of(copy: DatabaseLocation) -> DatabaseRole:
    with connected(copy.url) as connection:
        return database_role.read(connection).standing


def test_a_first_copy_killed_half_way_is_no_copy_yet_and_goes_on_where_it_was(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    kill_half_way(original, copy)
    there = len(rows_of(copy)["message"])
    assert HALF - PAGE <= there <= HALF
    assert standing_of(copy) == DatabaseRole.COPYING
    with pytest.raises(CopyRefused, match="an incomplete copy"):
        in_service.put_in_service(copy)
    lease_ends(copy, 3600)
    told: list[Progress] = []

    def note(progress: Progress) -> None:
        told.append(progress)
        if progress.step == Step.WAITING:
            lease_ends(copy, -1)

    report = bring_up_to_date(original, copy, on_progress=note, page=PAGE)
    assert told[0].step == Step.WAITING, "the lease of the dead run had to expire"
    assert rows_of(copy) == rows_of(original)
    (messages,) = (table for table in report.tables if table.name == "message")
    assert (messages.added, messages.changed) == (messages.rows - there, 0)
    assert standing_of(copy) == DatabaseRole.COPY


FEWER = (
    "delete from reaction",
    "delete from mention",
    "delete from message_edition",
    "delete from saved_message",
    "delete from attachment",
    "delete from alert",
    "delete from message where id > 100",
)


def test_a_copy_that_was_complete_stays_what_it_was_when_a_run_is_killed(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    with connected(original.url) as connection:
        for statement in FEWER:
            connection.execute(text(statement))
    sync(original, copy)
    before = rows_of(copy)
    with connected(original.url) as connection:
        connection.execute(text("update account set bio = 'new'"))
        connection.execute(text("update message set number = number + 5000, body = 'old' where id <= 100"))
        connection.execute(
            text(
                "insert into message (room_id, number, revision, author_id, client_message_id, body, created_at) "
                "select a.room_id, a.number * 1000 + b.number, 1, 1, 'new ' || a.id || ' ' || b.id, '', a.created_at "
                "from message a, message b where a.id <= 100 and b.id <= 4"
            )
        )
    kill_half_way(original, copy)
    wait_until_free(copy)
    assert rows_of(copy) == before
    assert standing_of(copy) == DatabaseRole.COPY
    lease_ends(copy, 0)
    sync(original, copy)
    assert rows_of(copy) == rows_of(original) != before


def wait_until_free(copy: DatabaseLocation) -> None:
    """Wait until the database has noticed that whoever wrote to it is dead: at most as long as it waits for a lock."""
    with connected(copy.url) as connection:
        connection.execute(text("update provenance set id = id"))


def test_a_database_that_goes_away_is_said_to_be_away_and_the_next_run_goes_on(
    original: DatabaseLocation, empty: Empty
) -> None:
    large = empty(POSTGRESQL)
    others = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"

    def end_its_connections(progress: Progress) -> None:
        if (progress.step, progress.table, progress.done) == (Step.COPYING, "message", HALF):
            with connected(large.url) as connection:
                connection.execute(text(f"{others} and datname = current_database()"))

    with pytest.raises(DatabaseUnavailable, match="--to names a database that can't be used"):
        bring_up_to_date(original, large, on_progress=end_its_connections, page=PAGE)
    lease_ends(large, 0)
    (messages,) = (table for table in sync(original, large).tables if table.name == "message")
    assert 0 < messages.added < messages.rows
    assert rows_of(large) == rows_of(original)


def test_a_second_run_at_the_same_time_stops_and_the_first_is_not_disturbed(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    refused: list[CopyInProgress] = []

    def run_another(progress: Progress) -> None:
        if (progress.step, progress.table, progress.done) == (Step.COPYING, "message", HALF):
            with pytest.raises(CopyInProgress, match="another process is writing to") as busy:
                sync(original, impatient(copy))
            refused.append(busy.value)

    bring_up_to_date(original, copy, on_progress=run_another, page=PAGE)
    assert len(refused) == 1
    assert rows_of(copy) == rows_of(original)


def impatient(copy: DatabaseLocation) -> DatabaseLocation:
    """Return the same location, with less patience for locks where its URL can say so."""
    return DatabaseLocation(f"{copy.url}&options=-clock_timeout%3D200ms", copy.name) if copy.is_postgresql else copy


@pytest.mark.each_database(nightly=POSTGRESQL)
def test_no_server_starts_on_a_copy_that_is_just_being_changed(
    original: DatabaseLocation, copy: DatabaseLocation
) -> None:
    sync(original, copy)
    with connected(original.url) as connection:
        connection.execute(text("update message set body = 'changed'"))

    def start_a_server(progress: Progress) -> None:
        if (progress.step, progress.table, progress.done) == (Step.CHECKING, "message", PAGE):
            with pytest.raises(CopyInProgress):
                in_service.put_in_service(impatient(copy))

    bring_up_to_date(original, copy, on_progress=start_a_server, page=PAGE)
    assert standing_of(copy) == DatabaseRole.COPY
    assert in_service.put_in_service(copy), "it was a copy"
    assert standing_of(copy) == DatabaseRole.IN_SERVICE


@pytest.mark.each_database(nightly=POSTGRESQL)
def test_a_run_that_is_alive_is_not_waited_for(original: DatabaseLocation, copy: DatabaseLocation) -> None:
    with connected(copy.url) as connection:
        held = leases.acquire(connection, LEASE, holder="elsewhere 7", seconds=60)
    assert held is not None
    is_over = threading.Event()

    def stay_alive() -> None:
        while not is_over.wait(0.3):
            with connected(copy.url) as connection:
                leases.renew(connection, held, seconds=60)

    with in_thread(stay_alive):
        with pytest.raises(CopyInProgress, match="elsewhere 7"):
            sync(original, copy)
        is_over.set()
    assert not rows_of(copy)["message"]


def test_a_run_that_slept_too_long_writes_nothing_more(original: DatabaseLocation, copy: DatabaseLocation) -> None:
    with open_target(copy, lambda seconds: None) as target:
        target.connection.commit()
        lease_ends(copy, -1)
        with connected(copy.url) as connection:
            assert leases.acquire(connection, LEASE, holder="the next one", seconds=60) is not None
        with pytest.raises(CopyInProgress, match="another one has taken over"):
            target.begin()
    with connected(copy.url) as connection:
        assert leases.current_holder(connection, LEASE) is not None, "it belongs to the other run, and stays there"


@pytest.mark.parametrize("database", [SQLITE], indirect=True)
async def test_a_page_awaits_it_and_is_told_how_far_it_is(original: DatabaseLocation, copy: DatabaseLocation) -> None:
    told: list[Progress] = []
    report = await sync_aside(original, copy, on_progress=told.append)
    assert rows_of(copy) == rows_of(original)
    assert report.rows == sum(len(rows) for rows in rows_of(original).values())
    assert {progress.step for progress in told} == {Step.COMPARING, Step.COPYING, Step.CHECKING}
    with pytest.raises(DatabaseUnavailable, match="--to names a database that can't be used"):
        await sync_aside(original, DatabaseLocation("postgresql://ann:hunter2@127.0.0.1:1/x", "--to"))


@pytest.mark.parametrize("database", [SQLITE], indirect=True)
async def test_whoever_is_cancelled_leaves_nothing_running(original: DatabaseLocation, copy: DatabaseLocation) -> None:
    began = asyncio.Event()
    task = asyncio.create_task(sync_aside(original, copy, on_progress=lambda progress: began.set()))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    wait_until_free(copy)
    lease_ends(copy, 0)
    sync(original, copy)
    assert rows_of(copy) == rows_of(original)


@contextmanager
def in_thread(work: Any) -> Iterator[None]:
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join()
