"""Keeping a file whose pieces are all there: joined or, if it is a picture, drawn again, under a name of its own."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from chatapp.pictures import films, heif
from chatapp.pictures.cleaned import SIDES, Cleaned
from chatapp.pictures.overwriting import Place, overwritten
from chatapp.pictures.process import WorkerProcess
from chatapp.uploads import kinds
from chatapp.uploads.storage import Missing, Storage

PIECES: Final = "pieces"
FILES: Final = "files"


class Incomplete(Exception):  # noqa: N818
    """A piece is not in the storage any more, or is shorter than it was."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The objects of an upload, in order, and how many bytes they are in all."""

    names: Sequence[str]
    size: int


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
        self._storage, self._pieces = storage, pieces
        self._starts = [start_of(name) for name in pieces.names]
        self._index, self._content = -1, b""

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from a position up to another; fewer at the end."""
        found = bytearray()
        while start < min(end, self._pieces.size):
            index = bisect_right(self._starts, start) - 1
            if index != self._index:
                self._content = b"".join(_read_piece(self._storage, self._pieces.names[index]))
                self._index = index
            first = start - self._starts[index]
            part = self._content[first : first + end - start]
            if not part:
                raise Incomplete
            found += part
            start += len(part)
        return bytes(found)


def media_type_of(storage: Storage, pieces: Pieces) -> str:
    """Return what the pieces are, by their first bytes. Blocks."""
    return kinds.media_type_of(Places(storage, pieces).read(0, kinds.HEAD))


def keep(storage: Storage, pieces: Pieces, media_type: str) -> Kept:
    """Join the pieces; in films, and in photos that can't be drawn, what tells of places is overwritten. Blocks.

    Raises:
        Incomplete: pieces are missing.
    """
    passing = Hashed(overwritten(_read(storage, pieces), _private(storage, pieces, media_type)))
    name = _new_name()
    storage.write(name, passing)
    return Kept(name, passing.sha256, passing.size, media_type)


def keep_picture(worker: WorkerProcess, storage: Storage, pieces: Pieces, *, is_drawn: bool) -> Kept:
    """Draw a picture again in a worker process; otherwise only take out of its file what is no picture. Blocks.

    Raises:
        WorkerGone: the process has ended.
        Incomplete: pieces are missing.
    """
    name = _new_name()

    def store(cleaned: Cleaned, files: Iterator[Iterator[bytes]]) -> Kept:
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


def start_of(piece: str) -> int:
    """Return where a piece begins in its file, by the name of its object."""
    return int(piece.rpartition("/")[2].partition("-")[0])


def _private(storage: Storage, pieces: Pieces, media_type: str) -> list[Place]:
    places = Places(storage, pieces)
    if media_type == heif.MEDIA_TYPE:
        return heif.private_places(places.read(0, heif.HEAD))
    is_film = places.read(4, 8) == films.START
    return films.private_places(places.read, pieces.size) if is_film else []


def _new_name() -> str:
    name = uuid4().hex
    return f"{FILES}/{name[:2]}/{name}"


def _read(storage: Storage, pieces: Pieces) -> Iterator[bytes]:
    size = 0
    for name in pieces.names:
        for chunk in _read_piece(storage, name):
            size += len(chunk)
            yield chunk
    if size != pieces.size:
        raise Incomplete


def _read_piece(storage: Storage, name: str) -> Iterator[bytes]:
    try:
        for chunk in storage.read(name):
            yield bytes(chunk)
    except Missing:
        raise Incomplete from None
