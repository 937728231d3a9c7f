"""Taking files piece by piece: what has arrived is kept, whatever is cut off, and the whole is checked at the end."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row

from chatapp.authentication.rate_limit import RateLimits, asker_of
from chatapp.errors import ChatError, Invalid, NotFound, Outdated, TooLarge, Unavailable
from chatapp.executors import FairExecutor
from chatapp.identity import Actor
from chatapp.pictures.limits import TOO_COSTLY
from chatapp.pictures.painter import Painter
from chatapp.pictures.process import WorkerGone
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions
from chatapp.uploads import beginning, keeping, kinds, records, usage
from chatapp.uploads.keeping import Incomplete, Kept, Pieces
from chatapp.uploads.limits import PIECE, UploadLimits
from chatapp.uploads.piece_store import Changed, Part, PieceStore
from chatapp.uploads.storage import Storage
from chatapp.uploads.views import UploadView

THREADS: Final = 2  # that join files
NICENESS: Final = 5  # of these: they hash for a tenth of a second, and messages go first
TIMES: Final = 30  # uploads to begin in a minute, for each try the operator allows
REMEMBERED: Final = 1_000  # files that were refused
ELSEWHERE: Final = "Another part of this file has arrived meanwhile. Go on from there."
CHANGED: Final = "This part of the file didn't arrive as it was sent. Send it again."
ENDING: Final = "Chatapp is restarting. Try again in a moment."
LOST: Final = "A part of this file was lost. Send it again."


class Uploads:
    """Files on their way. What takes time is done outside of the transactions, in threads and processes."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        storage: Storage,
        painter: Painter,
        *,
        limits: UploadLimits,
        tries: RateLimits,
    ) -> None:
        self.storage = storage
        self.limits = limits
        self._database = database
        self._transactions = transactions
        self._painter = painter
        self._piece_store = PieceStore(storage)
        self._threads = FairExecutor("file", THREADS, of_key=1, niceness=NICENESS)
        self.received = 0  # bytes of pieces, by this process
        self._is_closed = False
        self._refused: dict[UUID, None] = {}
        self._deleting: set[asyncio.Task[None]] = set()
        self._finishing: dict[UUID, asyncio.Task[None]] = {}
        self._tries = tries.per_minute("uploads", times=TIMES)

    async def begin(
        self, *, actor: Actor, room_uuid: UUID, name: str, size: int, client_upload_id: str, alt: str | None = None
    ) -> UploadView:
        """Begin an upload; raises as `beginning.begin`, and more.

        Raises:
            Full: there is no room left on the disk, or of what may be stored in all.
            RateLimited: the actor has begun too many within a minute.
        """
        await self._tries.count(str(actor.account_id))
        async with self._database.reading() as session:
            used = (await usage.read(session)).size
        await asyncio.to_thread(self.limits.check_whole, used, min(size, self.limits.file))
        async with self._transactions.begin() as work:
            return await beginning.begin(
                work,
                actor=actor,
                room_uuid=room_uuid,
                name=name,
                size=size,
                client_upload_id=client_upload_id,
                limits=self.limits,
                alt=alt,
            )

    async def require_room(self, *, actor: Actor, size: int) -> None:
        """Refuse files before they come, if there is no room for so many bytes.

        Raises:
            Full: there is none.
        """
        async with self._database.reading() as session:
            used = await beginning.used_by(session, actor)
        self.limits.check_person(used, size)

    async def receive(
        self, *, actor: Actor, upload_uuid: UUID, offset: int, chunks: AsyncIterator[bytes], sha256: bytes = b""
    ) -> UploadView:
        """Take the piece that begins at ``offset``; with the last one, the file is checked and kept.

        ``sha256``: of the piece, if the sender says so.

        Raises:
            NotFound: there is no such upload of the actor's.
            Outdated: the next piece begins elsewhere, or has become another one; ``current`` says at which ``offset``.
            Invalid: the file comes in too many pieces, or is a picture that takes too long.
            TooLarge: the piece has more bytes than are missing, or than one may have.
            Unavailable: the storage or the database cannot be reached.
            Full: there is no room left.
        """
        if (upload := self._piece_store.upload(actor, upload_uuid, offset)) is None:
            upload = await self._own(actor, upload_uuid)
            if upload.blob_id is not None:
                return beginning.view_of(upload)
            if offset != upload.received:
                raise Outdated(ELSEWHERE, {"offset": upload.received})
        if piece := await _read(chunks, min(PIECE, upload.size - offset)):
            try:
                part = await self._piece_store.put(actor, upload, offset, piece, sha256)
            except Changed:
                raise Outdated(CHANGED, {"offset": offset}) from None
            await self._count(actor, part, offset)
            self.received += len(piece)
        if offset + len(piece) < upload.size:
            return replace(beginning.view_of(upload), received=offset + len(piece))
        await self._finish(actor, upload_uuid)
        return beginning.view_of(await self._own(actor, upload_uuid))

    async def finish(self, *, actor: Actor, upload_uuids: Sequence[UUID]) -> None:
        """Check and keep those of the actor's uploads of which all has arrived, if that was cut off; others stay."""
        for upload_uuid in upload_uuids:
            try:
                upload = await self._own(actor, upload_uuid)
            except ChatError:
                continue  # the message will not have it, and says so
            if upload.blob_id is None and upload.received == upload.size:
                await self._finish(actor, upload_uuid)

    async def cancel(self, *, actor: Actor, upload_uuid: UUID) -> None:
        """Forget an upload that no message carries; raises as `records.cancel`.

        Its content is deleted meanwhile: how long that takes tells nobody whether others have the same.
        """
        self._piece_store.forget(upload_uuid)
        async with self._transactions.begin() as work:
            pieces, content = await records.cancel(work, actor=actor, upload_uuid=upload_uuid)
        await self.storage.delete(pieces)
        deleting = asyncio.create_task(self.storage.delete(content), name="delete content")
        self._deleting.add(deleting)
        deleting.add_done_callback(self._deleted)

    def close(self) -> None:
        """End the threads and processes; what is not finished is when its sender asks again."""
        self._is_closed = True
        for task in list(self._finishing.values()):
            task.cancel()
        self._piece_store.close()
        self._threads.close()
        self._painter.close()

    async def _count(self, actor: Actor, part: Part, offset: int) -> None:
        """Note that a piece has arrived; if it doesn't count, it is gone."""
        append = partial(records.append, actor=actor, part=part, offset=offset)
        try:
            is_counted = await self._transactions.run_sync(append, is_lasting=False)
        except (NotFound, Invalid):
            await self._piece_store.drop(part)
            raise
        if not is_counted:
            await self._piece_store.drop(part)
            raise Outdated(ELSEWHERE, {"offset": (await self._own(actor, part.upload.uuid)).received})
        self._piece_store.keep(part)

    def _deleted(self, task: "asyncio.Task[None]") -> None:
        self._deleting.discard(task)
        if not task.cancelled():
            task.exception()  # logged by the storage; the sweep will try again

    async def _own(self, actor: Actor, upload_uuid: UUID) -> Row[Any]:
        return await self._database.read(beginning.own, actor=actor, upload_uuid=upload_uuid)

    async def _finish(self, actor: Actor, upload_uuid: UUID) -> None:
        """Finish an upload, once, however many wait for it; it goes on if they leave."""
        if (running := self._finishing.get(upload_uuid)) is None:
            running = asyncio.create_task(self._finish_now(actor, upload_uuid), name="finish upload")
            self._finishing[upload_uuid] = running
            running.add_done_callback(partial(self._finished, upload_uuid))
        await asyncio.shield(running)

    def _finished(self, upload_uuid: UUID, task: "asyncio.Task[None]") -> None:
        self._finishing.pop(upload_uuid, None)
        if not task.cancelled():
            task.exception()  # told to those who wait; if all have left, to nobody

    async def _finish_now(self, actor: Actor, upload_uuid: UUID) -> None:
        upload = await self._own(actor, upload_uuid)
        if upload.blob_id is not None:
            return
        self._piece_store.forget(upload_uuid)
        if upload_uuid in self._refused:
            raise Invalid({"file": TOO_COSTLY})
        pieces = Pieces(records.piece_names(upload_uuid, upload.pieces), upload.size)
        try:
            kept = await self._keep(actor, pieces)
        except Invalid:
            self._refuse(upload_uuid)
            raise
        except Incomplete:
            async with self._transactions.begin() as work:
                await records.start_again(work, upload.id)
            raise Outdated(LOST, {"offset": 0}) from None
        async with self._transactions.begin() as work:
            unneeded = await records.complete(work, upload.id, kept)
        await self.storage.delete([*pieces.names, *unneeded])

    def _refuse(self, upload_uuid: UUID) -> None:
        """Remember a file that takes too long, so that asking again costs nothing."""
        self._refused[upload_uuid] = None
        if len(self._refused) > REMEMBERED:
            del self._refused[next(iter(self._refused))]

    async def _keep(self, actor: Actor, pieces: Pieces) -> Kept:
        asker = asker_of(actor)
        media_type = await self._threads.run(asker, keeping.media_type_of, self.storage, pieces)
        if not kinds.is_picture(media_type):
            return await self._threads.run(asker, keeping.keep, self.storage, pieces, media_type)
        try:
            return await self._drawn(asker, pieces, is_drawn=True)
        except WorkerGone:  # it takes too long to draw: then at least nothing is told that it need not tell
            pass
        try:
            return await self._drawn(asker, pieces, is_drawn=False)
        except WorkerGone:
            raise Unavailable(ENDING) if self._is_closed else Invalid({"file": TOO_COSTLY}) from None

    async def _drawn(self, asker: str, pieces: Pieces, **how: Any) -> Kept:
        """Keep a picture by a worker process, in the asker's turn; for ``how`` see `keeping.keep_picture`."""

        def call(worker: Any) -> Kept:
            return keeping.keep_picture(worker, self.storage, pieces, **how)

        return await self._painter.use(call, asker=asker)


async def _read(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    found, size = list[bytes](), 0
    async for chunk in chunks:
        found.append(chunk)
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"A piece can have up to {PIECE // 1024:,} KiB, and no more than is missing.")
    return b"".join(found)
