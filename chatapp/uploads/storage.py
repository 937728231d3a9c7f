"""Where the bytes of files are: a folder of the data directory, or a bucket that speaks S3. One code for both."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import FileIO
from pathlib import Path
from typing import Any, Final

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from chatapp.errors import ChatError, Full, Unavailable
from chatapp.pictures.overwriting import Place
from chatapp.storage import bucket_url
from chatapp.uploads import folders

log = structlog.get_logger(__name__)

CHUNK: Final = 1024 * 1024  # bytes in memory for each file that is read or written
STEP: Final = CHUNK // 2  # bytes of a file that are sent before others have their turn
PART: Final = 5 * CHUNK  # bytes: the least a bucket takes
PARTS: Final = 2  # of a file, on their way to a bucket at the same time
AT_ONCE: Final = 500  # names in one request
ANSWER: Final = {"timeout": "30s", "connect_timeout": "5s"}
TRIES: Final = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}
AWAY: Final = "Chatapp can't reach its file storage. Try again in a moment."
DISK_FULL: Final = "The server has no room left for files. Ask an administrator to make some, then try again."
IS_FULL: Final = ("no space left", "os error 28", "os error 122", "disk quota", "quotaexceeded")


class Missing(Exception):  # noqa: N818
    """There is no object of this name."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An object's name, and when it was written."""

    name: str
    written_at: datetime


class Storage:
    """Objects by name, each written once as a whole. ``folder``: where they are, if it is one of this machine.

    Every method raises Unavailable while the storage does not answer, and Full if it has no room.
    """

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self.folder = folder

    async def put(self, name: str, content: bytes) -> None:
        """Write a small object."""
        with _translated():
            await obstore.put_async(self._store, name, content, use_multipart=False)

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write an object as its chunks come; it is there when this returns, also after a loss of power. Blocks."""
        with _translated():
            part = PART if self.folder is None else CHUNK
            with obstore.open_writer(self._store, name, buffer_size=part, max_concurrency=PARTS) as file:
                for chunk in chunks:  # here, and not by `put`: it would ask for them where nothing else can be read
                    file.write(chunk)
            if self.folder is not None:
                folders.make_durable(self._path(name))

    def extend(self, name: str, at: int, content: bytes) -> None:
        """Write a part of an object of the folder; it begins with the one at 0. Blocks.

        Raises:
            Missing: there is no such object.
        """
        with _translated(), folders.opened(self._path(name), is_new=at == 0) as file:
            folders.write(file, at, content)

    def settle(self, name: str) -> None:
        """Wait until what is written of an object of the folder is on the disk, if it is still there. Blocks."""
        with suppress(OSError):
            folders.settle(self._path(name))

    def adopt(self, name: str, new: str, size: int, places: Iterable[Place]) -> str | None:
        """Overwrite places in an object of the folder, and give it another name, durably; returns its sha256. Blocks.

        The old name stays until it is deleted. None if this folder has no second names, or the object another size.

        Raises:
            Missing: there is no such object.
        """
        with _translated():
            return folders.adopt(self._path(name), self._path(new), size, places)

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield an object's bytes, from ``start`` up to ``end`` as far as it has them. Blocks.

        Raises:
            Missing: there is no such object.
        """
        with _translated():
            if self.folder is not None:
                yield from folders.read(self._path(name), start, end, CHUNK)
                return
            options: Any = {} if end is None else {"range": (start, end)}
            for chunk in obstore.get(self._store, name, options=options).stream(min_chunk_size=CHUNK):
                yield bytes(chunk)

    async def get(self, name: str) -> bytes:
        """Return a small object.

        Raises:
            Missing: there is no such object.
        """
        with _translated():
            return bytes(await (await obstore.get_async(self._store, name)).bytes_async())

    async def stream(self, name: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Return the bytes of an object from ``start`` up to ``end``, which is more.

        Raises:
            Missing: there is no such object.
        """
        with _translated():
            if self.folder is None:
                found = await obstore.get_async(self._store, name, options={"range": (start, end)})
                return _chunks(found.stream(min_chunk_size=CHUNK))
            first = await self._part(name, start, min(end, start + STEP))
        return self._parts(name, first, start, end)

    def _path(self, name: str) -> Path:
        assert self.folder is not None  # noqa: S101
        return self.folder / name

    async def _parts(self, name: str, part: bytes, start: int, end: int) -> AsyncIterator[bytes]:
        """Yield a file of a folder in parts. A stream would read 8 KiB at a time, which takes eight times as long.

        What is in memory comes in small ones, and whoever else is ready goes first: a reader who is fast would
        otherwise have all of it sent before the event loop turns.
        """
        yield part
        if (start := start + len(part)) == end:
            return
        buffer = memoryview(bytearray(min(end - start, STEP)))
        with _translated(), await asyncio.to_thread(FileIO, self._path(name)) as file:
            while start < end:
                await asyncio.sleep(0)
                if count := folders.read_from_memory(file, start, buffer[: end - start]):
                    part = bytes(buffer[:count])
                else:
                    part = await self._part(name, start, min(end, start + CHUNK))
                yield part
                start += len(part)

    async def _part(self, name: str, start: int, end: int) -> bytes:
        return bytes(await obstore.get_range_async(self._store, name, start=start, end=end))

    async def delete(self, names: Sequence[str]) -> None:
        """Delete objects; it is no error if there are none."""
        for start in range(0, len(names), AT_ONCE):
            with _translated():
                await _delete(self._store, list(names[start : start + AT_ONCE]))

    async def listed(self, folder: str) -> AsyncIterator[list[Stored]]:
        """Yield the objects below a folder, some hundreds at a time."""
        with _translated():
            async for some in obstore.list(self._store, folder, chunk_size=AT_ONCE):
                yield [Stored(one["path"], one["last_modified"]) for one in some]


def storage_for(url: str, data_dir: Path) -> Storage:
    """Return the storage of the settings: the folder ``files`` of the data directory if there is no address.

    ``url``: of a bucket (`bucket_url`). Without a key in it, the environment has the usual variables
    (``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``).
    """
    if not url:
        folder = (data_dir / "files").absolute()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Storage(LocalStore(folder, automatic_cleanup=True), folder)
    bucket = bucket_url.parse(url)
    given = {"endpoint": bucket.endpoint, "access_key_id": bucket.key, "secret_access_key": bucket.secret}
    options: Any = {"region": bucket.region, **{name: value for name, value in given.items() if value}}
    client: Any = {**ANSWER, "allow_http": bucket.endpoint.startswith("http://")}
    retry: Any = TRIES
    return Storage(
        S3Store(bucket.name, prefix=bucket.prefix or None, config=options, client_options=client, retry_config=retry)
    )


async def _chunks(found: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    with _translated():
        async for chunk in found:
            yield bytes(chunk)


async def _delete(store: ObjectStore, names: list[str]) -> None:
    """Delete objects; a folder complains of one that is not there, and leaves those after it."""
    try:
        await obstore.delete_async(store, names)
    except FileNotFoundError:
        for name in names:
            try:
                await obstore.delete_async(store, name)
            except FileNotFoundError:
                continue


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise Missing from error
    except (BaseError, OSError) as error:
        raise _meaning(error) from error


def _meaning(error: Exception) -> ChatError:
    told = str(error).lower()
    if any(sign in told for sign in IS_FULL):
        log.error("file storage is full", error=told[:300])
        return Full(DISK_FULL)
    log.warning("file storage unavailable", error=told[:300])
    return Unavailable(AWAY)
