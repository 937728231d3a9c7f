"""Where a run of the tests keeps its files: in memory, where there is room.

On a disk, each commit of SQLite waits for it: a sixth of the CPU and a third of the time of tests of services.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support.running import lifetimes

MEMORY: Final = Path("/", "dev", "shm")  # of Linux; a container's is small, and nothing may be run from it
ROOM: Final = 4 << 30  # bytes, several times of what a run needs at once


@contextmanager
def scratch() -> Iterator[Path]:
    """Make a folder for all files of a run, and remove it. If this process is killed, the next run removes it."""
    folder = lifetimes.folder("run", MEMORY if is_roomy(MEMORY) else Path(tempfile.gettempdir()))
    folder.chmod(0o711)  # PostgreSQL, which is nobody, has its own folder in it
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_roomy(place: Path) -> bool:
    """Say whether a run of the tests fits in there, and may run programs from there."""
    try:
        about = os.statvfs(place)
    except OSError:
        return False
    return about.f_bavail * about.f_frsize >= ROOM and not about.f_flag & os.ST_NOEXEC
