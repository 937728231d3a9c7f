"""Files for tests: sent and posted as programs do."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

from chatapp import messages, uploads
from chatapp.bootstrap import Chat
from chatapp.events import MessageView
from chatapp.identity import Actor
from chatapp.uploads import UploadView, sweep
from chatapp.uploads.limits import PIECE
from models.utc_datetime import now


async def chunks(content: bytes) -> AsyncIterator[bytes]:
    """Yield a piece as a request would."""
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]


async def begin_file(chat: Chat, actor: Actor, room: UUID, size: int, name: str = "plan.txt") -> UploadView:
    """Begin an upload."""
    return await chat.uploads.begin(actor=actor, room_uuid=room, name=name, size=size, client_upload_id=str(uuid4()))


async def send_file(chat: Chat, actor: Actor, room: UUID, content: bytes, name: str = "plan.txt") -> UUID:
    """Send a whole file in pieces; returns the upload's uuid."""
    upload = await begin_file(chat, actor, room, len(content), name)
    while not upload.is_ready:
        piece = content[upload.received : upload.received + PIECE]
        upload = await chat.uploads.receive(
            actor=actor, upload_uuid=upload.uuid, offset=upload.received, chunks=chunks(piece)
        )
    return upload.uuid


async def post_files(chat: Chat, actor: Actor, room: UUID, *uploads: UUID, body: str = "") -> MessageView:
    """Post a message with files."""
    posted = await messages.post(
        chat.post_queue,
        actor=actor,
        room_uuid=room,
        body=body,
        client_message_id=str(uuid4()),
        upload_uuids=uploads,
    )
    return posted.message


async def bytes_of(chat: Chat, actor: Actor, upload: UUID) -> bytes:
    """Return a file as a reader gets it."""
    async with chat.reading() as session:
        found = await uploads.content(session, actor=actor, upload_uuid=upload)
    stream = await chat.uploads.storage.stream(found.stored_as, 0, found.size)
    content = b"".join([chunk async for chunk in stream])
    assert hashlib.sha256(content).hexdigest() == found.sha256
    return content


async def piece(chat: Chat, actor: Actor, upload: UploadView, offset: int, content: bytes) -> UploadView:
    """Send one piece."""
    return await chat.uploads.receive(actor=actor, upload_uuid=upload.uuid, offset=offset, chunks=chunks(content))


async def objects(chat: Chat) -> list[str]:
    """Return the names of all objects of the storage."""
    return [
        one.name for folder in ("pieces", "files") async for some in chat.uploads.storage.listed(folder) for one in some
    ]


async def sweep_later(chat: Chat) -> str:
    """Run the job as if two days had passed."""
    job = sweep.job(chat.database, chat.transactions, chat.uploads.storage, lambda: now() + timedelta(days=2))
    assert job.run is not None
    return await job.run()
