"""The contract of the file storage: on a folder, and on a bucket that speaks S3, served by another process."""

import asyncio
import errno
import hashlib
import os
from collections.abc import Iterator
from io import FileIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import obstore
import pytest
from obstore.exceptions import GenericError

from chatapp.errors import Full, Unavailable
from chatapp.settings import Settings
from chatapp.uploads import folders
from chatapp.uploads.storage import STEP, Missing, Storage, Stored, storage_for
from tests.support.servers.s3_server import S3Server
from tests.support.servers.server import free_port

LARGE = bytes(range(256)) * 4096 * 13  # 13 MiB: several parts, of which the last is short


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Server]:
    server = S3Server().start()
    yield server
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    url = request.getfixturevalue("bucket").url if request.param == "bucket" else ""
    return storage_for(url, tmp_path)


class Cut(Exception):  # noqa: N818
    """What a source breaks off with."""


async def read(storage: Storage, name: str, start: int, end: int) -> bytes:
    return b"".join([chunk async for chunk in await storage.stream(name, start, end)])


async def everything(storage: Storage, folder: str) -> list[Stored]:
    return [one async for some in storage.listed(folder) for one in some]


async def test_what_is_written_is_read_whole_and_in_parts_listed_and_deleted(storage: Storage) -> None:
    await storage.put("pieces/a/1", b"small")
    storage.write("files/aa/large", (LARGE[start : start + 300_000] for start in range(0, len(LARGE), 300_000)))
    assert await storage.get("pieces/a/1") == b"small"
    assert hashlib.sha256(b"".join(storage.read("files/aa/large"))).digest() == hashlib.sha256(LARGE).digest()
    assert await read(storage, "files/aa/large", 0, len(LARGE)) == LARGE
    for start, end in ((0, 1), (5_242_879, 5_242_881), (len(LARGE) - 1, len(LARGE))):
        assert await read(storage, "files/aa/large", start, end) == LARGE[start:end]
    await storage.put("pieces/a/1", b"again")  # what is written again is the newer one
    assert await storage.get("pieces/a/1") == b"again"
    found = await everything(storage, "files")
    assert [one.name for one in found] == ["files/aa/large"]
    assert found[0].written_at.tzinfo is not None
    await storage.delete(["files/aa/large", "files/aa/none", "pieces/a/1"])
    assert await everything(storage, "files") == []
    assert await everything(storage, "pieces") == []


async def test_what_is_not_there_is_missing_however_it_is_asked_for(storage: Storage) -> None:
    with pytest.raises(Missing):
        await storage.get("files/none")
    with pytest.raises(Missing):
        await storage.stream("files/none", 0, 1)
    with pytest.raises(Missing):
        list(storage.read("files/none"))
    await storage.delete(["files/none"])
    assert await everything(storage, "files") == []


async def test_a_source_that_breaks_off_leaves_nothing(storage: Storage) -> None:
    def broken() -> Iterator[bytes]:
        yield LARGE
        raise Cut

    with pytest.raises(Cut):
        storage.write("files/bb/half", broken())
    assert await everything(storage, "files/bb") == []


async def test_a_storage_that_is_away_or_full_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away = storage_for(f"s3://key:secret@none?endpoint=http://127.0.0.1:{free_port()}", tmp_path)
    with pytest.raises(Unavailable, match="can't reach its file storage"):
        await away.get("files/x")
    monkeypatch.setattr(obstore, "open_writer", refusing)
    with pytest.raises(Full, match="no room left"):
        storage_for("", tmp_path).write("files/x", iter([b"x"]))


def refusing(*_: object, **__: object) -> None:
    raise GenericError("Unable to copy data to file: No space left on device (os error 28)")


@pytest.mark.parametrize(
    "url",
    [
        "https://bucket",
        "s3://",
        "s3:///path",
        "http://key:secret@bucket",
        "s3://bucket?endpoint=ftp://host",
        "s3://bucket?endpoint=https://",
        "s3://key:sec/secret@bucket",
        "s3://key:secret#x@bucket",
        "s3://key:secret\u2100@bucket",
        "s3://key:secret[@bucket",
        "s3://key@bucket",
        "s3://bucket?endpont=https://example.org",
        "s3://bucket?endpoint=https://key:secret@example.org",
    ],
)
def test_an_address_that_names_no_bucket_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(ValueError, match="must be empty or s3://BUCKET") as refused:
        Settings(_env_file=None, storage_url=url)
    assert "secret" not in str(refused.value)


def test_the_folder_is_for_nobody_else(tmp_path: Path) -> None:
    folder = storage_for("", tmp_path).folder
    assert folder == tmp_path / "files"
    assert folder.stat().st_mode & 0o777 == 0o700


async def test_while_a_file_that_is_in_memory_is_read_others_have_a_turn_for_each_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, turns, read_into = storage_for("", tmp_path), 0, os.preadv
    folder.write("files/aa/large", [LARGE])
    monkeypatch.setattr(folders, "NOWAIT", 8)
    monkeypatch.setattr(os, "preadv", lambda file, into, at, _: read_into(file, into, at))  # a RAM disk can't tell

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    meanwhile = asyncio.create_task(others())
    before = []
    async for part in await folder.stream("files/aa/large", 0, len(LARGE)):
        assert len(part) <= STEP
        before.append(turns)
    meanwhile.cancel()
    assert all(earlier < later for earlier, later in pairwise(before))


@pytest.mark.parametrize("memory", ["none of it", "a part of it", "can't tell", "no such system"])
async def test_a_file_is_read_whole_however_much_of_it_is_in_memory(
    memory: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = storage_for("", tmp_path)
    folder.write("files/aa/large", [LARGE])

    def preadv(file: int, into: list[memoryview], at: int, _: int) -> int:
        if memory == "a part of it":
            found = os.pread(file, min(len(into[0]), 1_000), at) if at // STEP % 2 else b""
            into[0][: len(found)] = found
            return len(found)
        raise OSError({"none of it": errno.EAGAIN, "can't tell": errno.EOPNOTSUPP}[memory], "")

    monkeypatch.setattr(folders, "NOWAIT", None if memory == "no such system" else 8)
    monkeypatch.setattr(os, "preadv", preadv)
    assert await read(folder, "files/aa/large", 3, len(LARGE) - 3) == LARGE[3:-3]


async def test_a_file_that_has_become_shorter_is_an_error_and_no_endless_answer(tmp_path: Path) -> None:
    folder = storage_for("", tmp_path)
    folder.write("files/aa/large", [LARGE])
    parts = await folder.stream("files/aa/large", 0, len(LARGE))
    await anext(parts)
    os.truncate(tmp_path / "files/files/aa/large", 3 * STEP + 5)
    with pytest.raises(Unavailable):
        async for _ in parts:
            pass


def test_a_piece_is_written_whole_in_steps_whatever_the_disk_takes_at_once(tmp_path: Path) -> None:
    asked = []

    class Slow(FileIO):
        def write(self, content: Any) -> int:
            asked.append(len(content))
            return super().write(content[:100_000])

    with Slow(tmp_path / "piece", "x+") as file:
        folders.write(file, 7, LARGE[:1_000_000])
    assert (tmp_path / "piece").read_bytes() == bytes(7) + LARGE[:1_000_000]
    assert max(asked) == folders.STEP
