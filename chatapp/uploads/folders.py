"""Files of a folder, written and read by hand where a storage of any kind would take twice as long."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from io import FileIO
from pathlib import Path
from typing import Final, TypeVar

from chatapp.pictures.overwriting import Place, overwrite

NO_SECOND_NAMES: Final = (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS)  # as on some shared disks
NOT_IN_MEMORY: Final = (errno.EAGAIN, errno.EOPNOTSUPP)  # or a file system that can't tell
STEP: Final = 256 * 1024  # bytes written at once
NOWAIT: Final = getattr(os, "RWF_NOWAIT", None)  # on Linux: read what is in memory, and nothing else
TIMES: Final = 3  # that a folder may vanish: it goes with the last file in it

Result = TypeVar("Result")


def opened(path: Path, *, is_new: bool) -> FileIO:
    """Open a file to write, which is there, or with ``is_new`` is not. Blocks."""
    if not is_new:
        return FileIO(path, "r+")
    return _in_its_folder(path, lambda: FileIO(path, "x+"))


def write(file: FileIO, at: int, content: bytes) -> None:
    """Write all of ``content`` from a position on, in small steps. Blocks.

    Linux keeps what is written at once in one stretch of memory. A whole piece needs a large one, and where a virtual
    machine has given those back to its host, each takes ten times as long (2.3 ms for 1 MiB, not 0.24), in which the
    core does nothing else.
    """
    file.seek(at)
    left = memoryview(content)
    while left:
        left = left[file.write(left[:STEP]) :]


def read(path: Path, start: int, end: int | None, most: int) -> Iterator[bytes]:
    """Yield the bytes from a position up to another or the end, at most so many at once. Blocks."""
    with FileIO(path) as file:
        file.seek(start)
        while chunk := file.read(most if end is None else min(most, end - start)):
            yield chunk
            start += len(chunk)


def read_from_memory(file: FileIO, start: int, into: memoryview) -> int:
    """Read from a position on, as far as the system has the bytes in memory; returns how many there were, maybe none.

    It waits for no disk, so it needs no thread: the two changes of threads take longer than reading.
    """
    if NOWAIT is None:
        return 0
    try:
        return os.preadv(file.fileno(), [into], start, NOWAIT)
    except OSError as error:
        if error.errno in NOT_IN_MEMORY:
            return 0
        raise


def adopt(path: Path, new: Path, size: int, places: Iterable[Place]) -> str | None:
    """Overwrite places in a file, and give it another name, durably; returns its sha256. Blocks.

    None if that folder has no second names, or if the file has not this size.
    """
    with FileIO(path, "r+") as file:
        if os.fstat(file.fileno()).st_size != size:
            return None
        overwrite(file, places, size)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        _in_its_folder(new, lambda: os.link(path, new))
    except OSError as error:
        if error.errno in NO_SECOND_NAMES:
            return None
        raise
    make_durable(new)
    return digest


def settle(path: Path) -> None:
    """Wait until what is written of a file is on the disk."""
    with FileIO(path) as file:
        os.fdatasync(file.fileno())


def make_durable(path: Path) -> None:
    """Wait until a file and its name are on the disk."""
    for what in (path, path.parent):
        handle = os.open(what, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _in_its_folder(path: Path, act: Callable[[], Result]) -> Result:
    """Do something that makes a file, and its folder first if there is none."""
    for _ in range(TIMES):
        try:
            return act()
        except FileNotFoundError:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return act()
