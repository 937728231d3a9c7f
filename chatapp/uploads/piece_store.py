"""Pieces on their way. In a folder, those that a process takes one after another become one object: the file itself.

An object is written by one request at a time, and only behind what is counted of it. A slower request for the same
place, of another tab or process, gets an object of its own: what is counted never changes.
"""

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row

from chatapp.identity import Actor
from chatapp.uploads.keeping import piece_name
from chatapp.uploads.storage import Missing, Storage

THREADS: Final = 4  # that write pieces
SETTLED: Final = 8 * 1024 * 1024  # bytes, after which the disk begins with them: the end of a large file waits for few
KNOWN: Final = 1_000  # uploads, of which the last part is remembered


class Changed(Exception):  # noqa: N818
    """A piece is not what was sent."""


@dataclass(frozen=True, slots=True)
class Part:
    """The object that a piece went into. ``mark``: its name; ``end``: of the piece. ``is_new``: it begins with it."""

    upload: Row[Any]
    account_id: int
    mark: str
    start: int
    end: int
    is_new: bool = True


class PieceStore:
    """Stores pieces, and knows what this process has taken last of each upload."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pieces")
        self._last: OrderedDict[UUID, Part] = OrderedDict()  # the last used comes last

    def upload(self, actor: Actor, upload_uuid: UUID, offset: int) -> Row[Any] | None:
        """Return an upload of the actor's that this process has just taken up to ``offset``, as it was found then."""
        last = self._last.get(upload_uuid)
        return last.upload if last and (last.end, last.account_id) == (offset, actor.account_id) else None

    async def put(self, actor: Actor, upload: Row[Any], offset: int, piece: bytes, sha256: bytes) -> Part:
        """Store the piece of an upload that begins at ``offset``. ``sha256``: of the piece, if it is known.

        Raises:
            Changed: the piece has another digest.
            Unavailable: the storage cannot be reached.
            Full: it has no room.
        """
        end, last = offset + len(piece), self._last.get(upload.uuid)
        if last and last.end == offset and self._storage.folder is not None:
            del self._last[upload.uuid]  # nobody else has it meanwhile
            name = piece_name(upload.uuid, last.mark)
            with suppress(Missing):  # then it was lost, and what follows is kept
                await self._run(self._extend, name, offset - last.start, piece, sha256)
                if offset // SETTLED < end // SETTLED:
                    self._threads.submit(self._storage.settle, name)
                return replace(last, end=end, is_new=False)
        mark = f"{offset:015d}-{secrets.token_hex(4)}"
        await self._begin(piece_name(upload.uuid, mark), piece, sha256)
        return Part(upload, actor.account_id, mark, offset, end)

    def keep(self, part: Part) -> None:
        """Remember what is counted now: the next piece may go on from there."""
        self._last[part.upload.uuid] = part
        if len(self._last) > KNOWN:
            self._last.popitem(last=False)

    def forget(self, upload_uuid: UUID) -> None:
        """Forget an upload of which all is there, or that was given up."""
        self._last.pop(upload_uuid, None)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def drop(self, part: Part) -> None:
        """Delete the object of a piece that did not count, unless others are in it."""
        if part.is_new:
            await self._storage.delete([piece_name(part.upload.uuid, part.mark)])

    async def _begin(self, name: str, piece: bytes, sha256: bytes) -> None:
        if self._storage.folder is not None:
            await self._run(self._extend, name, 0, piece, sha256)
            return
        await self._run(_check, piece, sha256)
        await self._storage.put(name, piece)

    def _extend(self, name: str, at: int, piece: bytes, sha256: bytes) -> None:
        _check(piece, sha256)
        self._storage.extend(name, at, piece)

    async def _run(self, act: Callable[..., None], *given: Any) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, act, *given)


def _check(piece: bytes, sha256: bytes) -> None:
    if sha256 and sha256 != hashlib.sha256(piece).digest():
        raise Changed
