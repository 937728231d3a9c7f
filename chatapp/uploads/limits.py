"""How large files may be, and how much people may store."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chatapp.errors import Full, TooLarge
from chatapp.uploads.storage import DISK_FULL

MEBIBYTE: Final = 1024 * 1024
PIECE: Final = MEBIBYTE  # bytes of one request: what proxies let through unless told otherwise
OF_MESSAGE: Final = 20  # files
FORM_BYTES: Final = MEBIBYTE  # what a form has besides its files
RESERVE: Final = 256 * MEBIBYTE  # bytes of the disk that files leave to messages
ALT_LIMIT: Final = 1_000  # characters


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Bytes of a file, of all files of a person, and of all there are. ``folder``: of the storage, if it has one."""

    file: int
    person: int
    whole: int
    folder: Path | None = None

    def check_size(self, size: int) -> None:
        """Refuse a file that is too large.

        Raises:
            TooLarge: it is larger than any may be.
        """
        if size > self.file:
            raise TooLarge(
                f"This file is too large: it has {in_words(size)}, and files here can have up to {in_words(self.file)}."
            )

    def check_person(self, used: int, size: int) -> None:
        """Refuse a file for which a person has no room left.

        Raises:
            Full: there is none.
        """
        if used + size > self.person:
            raise Full(
                f"You've used {in_words(used)} of the {in_words(self.person)} you can store here. "
                "Delete messages with large files, then try again in an hour."
            )

    def check_whole(self, used: int, size: int) -> None:
        """Refuse a file for which Chatapp has no room left, or the disk none to spare. Blocks.

        Raises:
            Full: there is none.
        """
        is_disk_full = self.folder is not None and shutil.disk_usage(self.folder).free - size < RESERVE
        if is_disk_full or used + size > self.whole:
            raise Full(DISK_FULL)


def in_words(size: int) -> str:
    """Return a number of bytes as people read it."""
    value, unit = float(size), "bytes"
    for larger in ("KB", "MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1024, larger
    return f"{size:,} byte{'s' * (size != 1)}" if unit == "bytes" else f"{value:.3g} {unit}"
