"""Files, piece by piece: what has arrived is not sent again after a cut, or after a restart of the server."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chatapp.client.models import Upload
from chatapp.client.protocol import Request, Steps, ask
from chatapp.content import NewFile
from chatapp.errors import Outdated

PIECES: Final = "application/offset+octet-stream"
SETBACKS: Final = 50  # how often the server may say that the next piece begins elsewhere
CHECKING: Final = 300.0  # seconds that the server may take to check a whole file, with its last piece


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends one file. ``size``: bytes; ``read``: returns so many of them from a place on."""

    size: int
    read: Callable[[int, int], bytes]

    def __call__(self, upload: Upload, patience: float) -> Steps[None]:
        """Send what is missing of an upload that has begun.

        Raises:
            ChatError: it was refused; see `protocol.ask`.
        """
        offset, is_ready, setbacks = upload.offset, upload.is_ready, 0
        while not is_ready:
            piece = self.read(offset, upload.piece_size)
            try:
                yield from ask(_piece(upload, offset, piece, is_last=offset + len(piece) == self.size), patience)
            except Outdated as error:  # an answer was lost, or the server kept less than it had said
                setbacks += 1
                if error.current.get("offset", offset) == offset or setbacks > SETBACKS:
                    raise
                offset = int(error.current["offset"])
                continue
            offset += len(piece)
            is_ready = offset == self.size


def sender(file: NewFile) -> Sender:
    """Return what sends a file."""
    if isinstance(file.content, Path):
        return Sender(file.content.stat().st_size, _reader(file.content))
    content = file.content
    return Sender(len(content), lambda start, count: content[start : start + count])


def _reader(path: Path) -> Callable[[int, int], bytes]:
    """Return what reads ``count`` bytes of a file from ``start`` on. Blocks; the file is opened each time."""

    def read(start: int, count: int) -> bytes:
        with path.open("rb") as file:
            file.seek(start)
            return file.read(count)

    return read


def _piece(upload: Upload, offset: int, piece: bytes, *, is_last: bool) -> Request:
    digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
    headers = {"Content-Type": PIECES, "Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {digest}"}
    path = f"uploads/{upload.uuid}"
    return Request("PATCH", path, content=piece, headers=headers, waiting=CHECKING if is_last else 0.0)
