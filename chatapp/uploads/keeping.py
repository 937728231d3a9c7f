"""Keeping a file whose pieces are all there: joined or, if it is a picture, drawn again, under a name of its own."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from chatapp.pictures import metadata
from chatapp.pictures.cleaned import SIDES, Cleaned
from chatapp.pictures.overwriting import overwritten
from chatapp.pictures.process import WorkerProcess
from chatapp.uploads import kinds, pdf
from chatapp.uploads.storage import CHUNK, Missing, Storage

PIECES: Final = "pieces"
FILES: Final = "files"


class Incomplete(Exception):  # noqa: N818
    """A piece is not in the storage any more, or is shorter than it was."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The objects of an upload, in order, and how many bytes they are in all."""

    names: Sequence[str]
    size: int

    @property
    def parts(self) -> list["PiecePart"]:
        """What of the file each object holds. It may hold more, which does not count."""
        starts = [start_of(name) for name in self.names]
        return [PiecePart(*one) for one in zip(self.names, starts, [*starts[1:], self.size], strict=True)]


class PiecePart(NamedTuple):
    """An object, and the part of the file that it holds."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What has become of them."""

    stored_as: str
    sha256: str
    size: int
    media_type: str
    width: int | None = None
    height: int | None = None
    thumbnail: int = 0

    @property
    def objects(self) -> list[str]:
        """The names of its objects."""
        return objects_of(self.stored_as)


class Hashed:
    """Chunks on their way, counted and hashed."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        """The digest of what has passed."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._digest.update(chunk)
            self.size += len(chunk)
            yield chunk


def objects_of(stored_as: str) -> list[str]:
    """Return the names of a content's objects, those of thumbnails among them, whether it has some or not."""
    return [stored_as, *(thumbnail_name(stored_as, side) for side in SIDES)]


def thumbnail_name(stored_as: str, side: int) -> str:
    """Return the name of a thumbnail's object. ``side``: its longest, in pixels."""
    return f"{stored_as}-{side}"


class Places:
    """The bytes of pieces by their position. What was read last is kept: mostly the next is in it, too. Blocks."""

    def __init__(self, storage: Storage, pieces: Pieces) -> None:
        self._storage, self._size = storage, pieces.size
        self._parts = pieces.parts
        self._starts = [part.start for part in self._parts]
        self._start, self._content = 0, b""

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from a position up to another; fewer at the end."""
        found = bytearray()
        while start < min(end, self._size):
            if not self._start <= start < self._start + len(self._content):
                self._load(start)
            read = self._content[start - self._start : end - self._start]
            found += read
            start += len(read)
        return bytes(found)

    def _load(self, position: int) -> None:
        """Read what there is around a position."""
        part = self._parts[bisect_right(self._starts, position) - 1]
        self._start = position - (position - part.start) % CHUNK
        end = min(self._start + CHUNK, part.end)
        self._content = b"".join(_read_part(self._storage, part, self._start, end))


def media_type_of(storage: Storage, pieces: Pieces) -> str:
    """Return what the pieces are, by their first bytes. Blocks."""
    return kinds.media_type_of(Places(storage, pieces).read(0, kinds.HEAD))


def keep(storage: Storage, pieces: Pieces, media_type: str) -> Kept:
    """Keep the pieces as they are, but for what tells of places and devices in films and sounds. Blocks.

    Raises:
        Incomplete: pieces are missing.
    """
    read, name = Places(storage, pieces).read, _new_name()
    places = metadata.private_places(read, pieces.size)
    pages = pdf.pages(read, pieces.size) if media_type == kinds.PDF else None
    if storage.folder is not None and len(pieces.names) == 1:
        with _complete():
            sha256 = storage.adopt(pieces.names[0], name, pieces.size, places)
        if sha256 is not None:
            return Kept(name, sha256, pieces.size, media_type, height=pages)
    passing = Hashed(overwritten(_read(storage, pieces), places))
    storage.write(name, passing)
    return Kept(name, passing.sha256, passing.size, media_type, height=pages)


def keep_picture(worker: WorkerProcess, storage: Storage, pieces: Pieces, *, is_drawn: bool) -> Kept:
    """Draw a picture again in a worker process; otherwise only take out of its file what is no picture. Blocks.

    Raises:
        WorkerGone: the process has ended.
        Incomplete: pieces are missing.
    """
    name = _new_name()

    def store(cleaned: Cleaned, files: Iterator[Iterator[bytes]]) -> Kept:
        """Write the picture and its thumbnails, in the order in which the worker sends them."""
        passing = Hashed(next(files))
        storage.write(name, passing)
        for side, chunks in zip(cleaned.thumbnails, files, strict=True):
            storage.write(thumbnail_name(name, side), chunks)
        return Kept(
            name,
            passing.sha256,
            passing.size,
            cleaned.media_type or kinds.OTHER,
            cleaned.width,
            cleaned.height,
            max(cleaned.thumbnails, default=0),
        )

    return worker.clean(pieces.size, _read(storage, pieces), store, is_drawn=is_drawn)


def piece_name(upload_uuid: UUID, mark: str) -> str:
    """Return the name of an object for pieces. ``mark``: where it begins, and something of its own."""
    return f"{PIECES}/{upload_uuid.hex}/{mark}"


def start_of(piece: str) -> int:
    """Return where a piece begins in its file, by the name of its object."""
    return int(piece.rpartition("/")[2].partition("-")[0])


def _new_name() -> str:
    name = uuid4().hex
    return f"{FILES}/{name[:2]}/{name}"


def _read(storage: Storage, pieces: Pieces) -> Iterator[bytes]:
    for part in pieces.parts:
        yield from _read_part(storage, part, part.start, part.end)


def _read_part(storage: Storage, part: PiecePart, start: int, end: int) -> Iterator[bytes]:
    """Yield the bytes of the file from a position up to another, both in this part."""
    left = end - start
    with _complete():
        for chunk in storage.read(part.name, start - part.start, end - part.start):
            left -= len(chunk)
            yield chunk
    if left:
        raise Incomplete


@contextmanager
def _complete() -> Iterator[None]:
    try:
        yield
    except Missing:
        raise Incomplete from None
