"""Pieces that several tabs, processes and restarts bring: what is counted never changes, and the file is whole.

Two Chatapps on one database and one storage stand for two processes.
"""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from chatapp import rooms
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid, NotFound, Outdated
from chatapp.identity import Actor
from chatapp.uploads import UploadView, folders, keeping, records
from chatapp.uploads.keeping import Kept
from chatapp.uploads.limits import PIECE
from chatapp.uploads.receiving import NICENESS
from models import Upload
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.files import begin_file, bytes_of, chunks, objects, piece, sweep_later
from tests.support.people.rooms import a_room
from tests.support.running.patience import until
from tests.support.servers.databases import rows
from tests.support.servers.s3_server import S3Server

BIG = bytes(range(251)) * 21_000  # five pieces and a bit
PIECES = [BIG[start : start + PIECE] for start in range(0, len(BIG), PIECE)]


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Server]:
    server = S3Server().start()
    yield server
    server.stop()


@pytest.fixture
async def ann(person: MakePerson) -> Actor:
    return await person("ann")


@pytest.fixture
def process(chat_with: ChatWith) -> Callable[[], Chat]:
    """Starts a process that keeps files in the folder."""
    return chat_with


@pytest.fixture(params=["folder", "bucket"])
def any_process(request: pytest.FixtureRequest, chat_with: ChatWith) -> Callable[[], Chat]:
    """Starts a process that keeps files in the folder, or in a bucket."""
    url = request.getfixturevalue("bucket").url if request.param == "bucket" else ""
    return lambda: chat_with(storage_url=url)


async def an_upload(chat: Chat, ann: Actor, size: int = len(BIG)) -> UploadView:
    return await begin_file(chat, ann, await a_room(chat, ann), size)


async def send(chat: Chat, ann: Actor, upload: UploadView, first: int = 0, last: int = len(PIECES)) -> UploadView:
    """Send some of the pieces, one after another."""
    for number in range(first, last):
        upload = await piece(chat, ann, upload, number * PIECE, PIECES[number])
    return upload


async def goes_on_at(chat: Chat, ann: Actor, upload: UploadView, offset: int, content: bytes) -> int:
    """Send a piece that isn't taken; returns from where to go on."""
    with pytest.raises(Outdated) as told:
        await piece(chat, ann, upload, offset, content)
    return int(told.value.current["offset"])


def path_of(chat: Chat, name: str) -> Path:
    assert chat.uploads.storage.folder is not None
    return chat.uploads.storage.folder / name


async def test_in_a_folder_pieces_grow_into_one_object_and_it_becomes_the_file(
    process: Callable[[], Chat], ann: Actor
) -> None:
    one = process()
    upload = await an_upload(one, ann)
    await send(one, ann, upload, last=5)
    (name,) = await objects(one)
    assert path_of(one, name).stat().st_size == 5 * PIECE
    same = path_of(one, name).stat().st_ino
    assert (await send(one, ann, upload, 5)).is_ready
    (name,) = await objects(one)
    assert name.startswith("files/")
    assert path_of(one, name).stat().st_ino == same, "nothing is written twice"
    assert await bytes_of(one, ann, upload.uuid) == BIG


async def test_two_processes_take_turns_with_the_pieces(any_process: Callable[[], Chat], ann: Actor) -> None:
    one, two = any_process(), any_process()
    upload = await an_upload(one, ann)
    for number, chat in enumerate((one, one, two, one, two, two)):
        upload = await piece(chat, ann, upload, number * PIECE, PIECES[number])
        assert upload.received == min((number + 1) * PIECE, len(BIG))
    assert upload.is_ready
    assert await bytes_of(two, ann, upload.uuid) == BIG
    assert [name for name in await objects(one) if name.startswith("pieces/")] == []


async def test_of_two_tabs_that_send_the_same_piece_one_is_told_where_to_go_on(
    any_process: Callable[[], Chat], ann: Actor
) -> None:
    one, two = any_process(), any_process()
    upload = await an_upload(one, ann)
    for number, content in enumerate(PIECES[:-1]):
        start = number * PIECE
        sent = (piece(chat, ann, upload, start, content) for chat in (one, two, one))
        told = await asyncio.gather(*sent, return_exceptions=True)
        refused = [error for error in told if isinstance(error, Outdated)]
        assert len(refused) == 2, told
        assert all(error.current == {"offset": start + PIECE} for error in refused)
        assert await goes_on_at(two, ann, upload, start, content) == start + PIECE, "once more, and late"
        assert await goes_on_at(one, ann, upload, start + 2 * PIECE, content) == start + PIECE, "before its turn"
    assert (await send(two, ann, upload, len(PIECES) - 1)).is_ready
    assert await bytes_of(one, ann, upload.uuid) == BIG
    await sweep_later(one)
    assert [name for name in await objects(one) if name.startswith("pieces/")] == []


async def test_a_tab_that_cuts_its_pieces_elsewhere_changes_nothing(
    any_process: Callable[[], Chat], ann: Actor
) -> None:
    one, two = any_process(), any_process()
    upload = await an_upload(one, ann)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield BIG[:1000]
        begun.set()
        await go_on.wait()
        yield BIG[1000:5000]

    late = asyncio.create_task(one.uploads.receive(actor=ann, upload_uuid=upload.uuid, offset=0, chunks=slow()))
    await begun.wait()
    await send(two, ann, upload, 0, 2)
    go_on.set()
    with pytest.raises(Outdated) as told:
        await late
    assert told.value.current == {"offset": 2 * PIECE}
    assert (await send(one, ann, upload, 2)).is_ready
    assert await bytes_of(two, ann, upload.uuid) == BIG


async def test_a_write_that_comes_late_changes_nothing_that_counts(
    process: Callable[[], Chat], ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its sender has gone, and sends the same again, while the disk is still busy with the first."""
    one = process()
    upload = await an_upload(one, ann)
    await send(one, ann, upload, 0, 2)
    begun, go_on, write = threading.Event(), threading.Event(), folders.write

    def slow(file: Any, at: int, content: bytes) -> None:
        begun.set()
        go_on.wait()
        write(file, at, bytes(len(content)))  # even if it were something else

    with monkeypatch.context() as patched:
        patched.setattr(folders, "write", slow)
        late = asyncio.create_task(piece(one, ann, upload, 2 * PIECE, PIECES[2]))
        await until(begun.is_set)
        late.cancel()
        await asyncio.wait([late])
    await send(one, ann, upload, 2, 5)
    go_on.set()
    assert (await send(one, ann, upload, 5)).is_ready
    assert await bytes_of(one, ann, upload.uuid) == BIG


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own")
async def test_a_whole_file_is_checked_by_threads_that_let_messages_go_first(
    process: Callable[[], Chat], ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def steps_given_up() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    one, found, keep = process(), [], keeping.keep

    def noting(*given: Any) -> Kept:
        found.append(steps_given_up())
        return keep(*given)

    monkeypatch.setattr(keeping, "keep", noting)
    upload = await send(one, ann, await an_upload(one, ann))
    assert upload.is_ready
    assert found == [steps_given_up() + NICENESS]


async def test_a_restart_in_the_middle_loses_nothing(any_process: Callable[[], Chat], ann: Actor) -> None:
    before = any_process()
    upload = await an_upload(before, ann)
    await send(before, ann, upload, 0, 3)
    after = any_process()
    assert await goes_on_at(after, ann, upload, 0, PIECES[0]) == 3 * PIECE
    await send(after, ann, upload, 3, 4)
    assert await goes_on_at(before, ann, upload, 3 * PIECE, PIECES[3]) == 4 * PIECE, "it knew the place before"
    assert (await send(after, ann, upload, 4)).is_ready
    assert await bytes_of(before, ann, upload.uuid) == BIG


async def test_after_a_loss_of_power_it_goes_on_from_what_is_known_or_from_the_beginning(
    process: Callable[[], Chat], ann: Actor
) -> None:
    before = process()
    upload = await an_upload(before, ann)
    await send(before, ann, upload, 0, 3)
    async with before.transaction() as work:  # the disk had not heard of the last two
        (await work.session.exec(select(Upload))).one().received = PIECE
    after = process()
    assert await goes_on_at(after, ann, upload, 3 * PIECE, PIECES[3]) == PIECE
    assert (await send(after, ann, upload, 1)).is_ready
    assert await bytes_of(after, ann, upload.uuid) == BIG

    other = await an_upload(after, ann)
    await send(after, ann, other, 0, 3)
    (name,) = (name for name in await objects(after) if name.startswith("pieces/"))
    os.truncate(path_of(after, name), PIECE + 10)  # or the bytes were not there yet
    with pytest.raises(Outdated, match="was lost") as told:
        await send(process(), ann, other, 3)
    assert told.value.current == {"offset": 0}
    assert (await send(after, ann, other)).is_ready
    assert await bytes_of(after, ann, other.uuid) == BIG


async def test_a_process_that_does_not_know_that_it_begins_anew_spoils_nothing(
    process: Callable[[], Chat], ann: Actor
) -> None:
    one, two = process(), process()
    upload = await an_upload(one, ann)
    await send(one, ann, upload, 0, 1)
    (first,) = await objects(one)
    await send(two, ann, upload, 1, 5)
    await one.uploads.storage.delete([name for name in await objects(one) if name != first])
    with pytest.raises(Outdated, match="was lost"):
        await send(two, ann, upload, 5)
    await send(two, ann, upload, 0, 1)  # into another object than the first process thinks of
    assert await goes_on_at(one, ann, upload, PIECE, PIECES[1]) == PIECE
    assert (await send(one, ann, upload, 1)).is_ready
    assert await bytes_of(one, ann, upload.uuid) == BIG


async def test_a_file_is_on_the_disk_before_anybody_is_told_that_it_is_there(
    process: Callable[[], Chat], ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    synced, completed, linked = os.fsync, records.complete, os.link

    def fsync(handle: int) -> None:
        done.append("on the disk")
        synced(handle)

    async def complete(*given: Any) -> list[str]:
        done.append("told")
        return await completed(*given)

    def refuse(*_: object) -> None:
        raise OSError(1, "no second names here")

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(records, "complete", complete)
    for link in (linked, refuse):  # and where a file can't have two names, it is copied
        monkeypatch.setattr(os, "link", link)
        done.clear()
        one = process()
        upload = await an_upload(one, ann)
        assert (await send(one, ann, upload)).is_ready
        assert done == ["on the disk", "on the disk", "told"], "the file, and its name in the folder"
        assert await bytes_of(one, ann, upload.uuid) == BIG


async def test_what_a_process_left_that_died_at_the_end_is_swept_and_the_file_stays(
    any_process: Callable[[], Chat], ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = any_process()
    upload = await an_upload(one, ann)

    async def die(_: object) -> None:
        """The process is gone before it deletes anything."""

    with monkeypatch.context() as patched:
        patched.setattr(one.uploads.storage, "delete", die)
        await send(one, ann, upload)
    left = [name for name in await objects(one) if name.startswith("pieces/")]
    assert left
    going_on = await an_upload(one, ann)
    await send(one, ann, going_on, 0, 1)
    with monkeypatch.context() as patched:  # as if this one were younger
        patched.setattr("chatapp.uploads.sweep._give_up", _nothing)
        await sweep_later(one)
    assert not set(left) & set(await objects(one))
    assert await bytes_of(one, ann, upload.uuid) == BIG
    assert (await send(one, ann, going_on, 1)).is_ready, "what is on its way was let alone"
    assert await bytes_of(one, ann, going_on.uuid) == BIG


async def _nothing(*_: object) -> bool:
    return False


async def test_a_piece_that_did_not_arrive_as_it_was_sent_is_not_written(
    any_process: Callable[[], Chat], ann: Actor
) -> None:
    one = any_process()
    upload = await an_upload(one, ann)
    await send(one, ann, upload, 0, 2)
    with pytest.raises(Outdated, match="as it was sent") as told:
        await one.uploads.receive(
            actor=ann, upload_uuid=upload.uuid, offset=2 * PIECE, chunks=chunks(PIECES[0]), sha256=bytes(32)
        )
    assert told.value.current == {"offset": 2 * PIECE}
    assert (await send(one, ann, upload, 2)).is_ready
    assert await bytes_of(one, ann, upload.uuid) == BIG


async def test_a_file_comes_in_any_number_of_pieces_but_not_in_any_number_of_objects(
    process: Callable[[], Chat], ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MOST_PIECES", 3)
    one, two = process(), process()
    alone = await an_upload(one, ann, 20)
    for offset in range(20):
        alone = await piece(one, ann, alone, offset, b"x")
    assert alone.is_ready
    upload = await an_upload(one, ann, 5)
    for offset in range(4):
        await piece((one, two)[offset % 2], ann, upload, offset, b"x")
    with pytest.raises(Invalid, match="too many pieces"):
        await piece(one, ann, upload, 4, b"x")


async def test_who_is_removed_from_the_room_or_is_somebody_else_sends_nothing_more(
    any_process: Callable[[], Chat], ann: Actor, person: MakePerson
) -> None:
    one, ben, eve = any_process(), await person("ben"), await person("eve")
    room = await a_room(one, ann, ben)
    upload = await begin_file(one, ben, room, len(BIG))
    await send(one, ben, upload, 0, 1)
    for other in (ann, eve):
        with pytest.raises(NotFound):
            await piece(one, other, upload, PIECE, PIECES[1])
    async with one.transaction() as work:
        await rooms.remove(work, actor=ann, room_uuid=room, account_uuid=ben.uuid)
    for _ in range(2):  # what this process remembers of the upload is no right
        with pytest.raises(NotFound):
            await piece(one, ben, upload, PIECE, PIECES[1])
    assert rows(one.settings, "select received from upload") == [(PIECE,)]
